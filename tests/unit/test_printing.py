"""A page printed for all is, once filled, the page each would have been given."""

from hypothesis import given
from hypothesis import strategies as st

from flashsale.web.printing import Press, cut

TEXTS = st.text(alphabet="abc <>\"'", max_size=12)


@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_a_filled_print_is_the_page_with_other_values(texts: list[str]) -> None:
    first, second = "N0NCE-1", "N0NCE-2"
    page = first.join(texts)
    printed = cut(page, {"nonce": first, "token": ""})
    assert printed.filled({"nonce": lambda: second}) == second.join(texts)
    assert len(printed.names) == len(texts) - 1


def test_a_hole_a_page_has_not_is_never_asked_for() -> None:
    def never() -> str:
        raise AssertionError("a token was made for nothing")

    printed = cut("<p>1</p>", {"nonce": "1", "token": "2"})
    assert printed.filled({"nonce": lambda: "7", "token": never}) == "<p>7</p>"


def test_a_key_is_rendered_once() -> None:
    rendered: list[str] = []

    def render() -> str:
        rendered.append("again")
        return "<p>Bonjour</p>"

    press = Press()
    for _ in range(3):
        assert press.answer("today", render, {"nonce": lambda: "x9"}).startswith("<p>")
    assert rendered == ["again"]
    press.answer("other", render, {})
    assert len(rendered) == 2
