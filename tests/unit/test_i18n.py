"""The catalogues are complete, and texts without a request find their language."""

import pytest
from jinja2 import Environment, StrictUndefined

from flashsale.editorial.typography import french
from flashsale.kernel.language import Language
from flashsale.web import catalogues, i18n
from flashsale.web.catalogues import FrenchSource, translations

PACKAGES = catalogues.packages()


@pytest.mark.parametrize("package", PACKAGES)
def test_every_text_of_a_package_is_written_in_english(package: str) -> None:
    assert catalogues.faults(package) == []


def test_the_same_words_are_the_same_in_english_in_every_package() -> None:
    # All packages are read into one: of two translations only one would be seen.
    said: dict[object, set[object]] = {}
    for package in PACKAGES:
        for message in catalogues.read(package):
            if message.id:
                text = message.id if isinstance(message.id, str) else message.id[0]
                told = message.string
                told = told if isinstance(told, str) else tuple(told or ())
                said.setdefault((text, message.context), set()).add(told)
    assert {key: told for key, told in said.items() if len(told) > 1} == {}


def test_every_catalogue_belongs_to_a_package_that_speaks() -> None:
    kept = {file.parents[2].name for file in catalogues.FOLDER.glob("*/en/*/*.po")}
    assert kept <= set(PACKAGES)


def test_french_texts_have_their_spaces_and_apostrophes() -> None:
    untidy = [
        (path.name, line, text)
        for path in catalogues.sources()
        for line, message, _context in catalogues.texts_of(path)
        for text in ((message,) if isinstance(message, str) else message)
        if text and french(text) != text
    ]
    assert untidy == []


@pytest.mark.parametrize(("count", "said"), [(0, "un"), (1, "un"), (2, "des")])
def test_zero_is_singular_in_french(count: int, said: str) -> None:
    assert FrenchSource().ngettext("un", "des", count) == said


@pytest.mark.parametrize("name", ["web", "storefront", "errors", "_macros"])
def test_shared_templates_are_in_the_catalogue_of_the_house(name: str) -> None:
    path = catalogues.ROOT / "templates" / name / "page.html"
    wanted = {"storefront": "storefront", "web": "web"}.get(name, "web")
    assert catalogues.package_of(path) == wanted


def test_a_letter_is_written_without_a_request() -> None:
    spoken = Language.EN
    env = Environment(undefined=StrictUndefined, autoescape=True)
    i18n.install_texts(env, lambda: spoken)
    letter = env.from_string("{{ _('Aujourd’hui') }} {{ 1250|prix }}")
    assert letter.render() == "Today $12.50"
    spoken = Language.FR
    assert letter.render() == "Aujourd’hui 12,50\u00a0$"


def test_catalogues_are_read_once() -> None:
    assert translations(Language.EN) is translations(Language.EN)
