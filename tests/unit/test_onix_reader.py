"""A message is refused whole or read product by product, whatever its bytes."""

import io
from pathlib import Path

import pytest

from flashsale.catalogue.onix_reader import (
    RECORD_LIMIT,
    Product,
    check_message,
    read_message,
)
from flashsale.catalogue.records import FileReason, FileRefused
from tests.onix_messages import message, product, shortened

DATA = Path(__file__).parents[1] / "data" / "onix"
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE ONIXMessage [<!ENTITY a "ha">'
    '<!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
)
EXTERNAL = '<!DOCTYPE ONIXMessage [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
PARAMETER = '<!DOCTYPE ONIXMessage [<!ENTITY % p SYSTEM "http://127.0.0.1/x"> %p;]>'
HARMLESS = "<!DOCTYPE ONIXMessage [<!ELEMENT ONIXMessage ANY>]>"


def refusal(text: str | bytes) -> FileReason | None:
    raw = text.encode() if isinstance(text, str) else text
    refused = check_message(io.BytesIO(raw))
    return refused.reason if refused else None


def titles(text: str | bytes) -> list[str]:
    raw = text.encode() if isinstance(text, str) else text
    found = []
    for part in read_message(io.BytesIO(raw)):
        assert not isinstance(part, FileRefused), part
        if isinstance(part, Product):
            block = part.element.one("DescriptiveDetail")
            assert block is not None
            detail = block.one("TitleDetail")
            assert detail is not None
            element = detail.one("TitleElement")
            assert element is not None
            found.append(element.value("TitleText"))
    return found


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", FileReason.EMPTY),
        ("   ", FileReason.MALFORMED),
        ("not xml", FileReason.MALFORMED),
        ("<Product/>", FileReason.UNKNOWN_ROOT),
        ("<ONIXMESSAGE release='3.0'/>", FileReason.UNKNOWN_ROOT),
        ("<ONIXMessage/>", FileReason.OLD_ONIX),
        ("<ONIXMessage release='2.1'/>", FileReason.OLD_ONIX),
        (
            "<ONIXMessage xmlns='http://www.editeur.org/onix/2.1/reference'/>",
            FileReason.OLD_ONIX,
        ),
        (
            "<!DOCTYPE ONIXMessage SYSTEM 'http://www.editeur.org/onix/2.1/reference/"
            "onix-international.dtd'><ONIXMessage><Product/></ONIXMessage>",
            FileReason.OLD_ONIX,
        ),
        ("<ONIXMessage release='4.0'/>", FileReason.NOT_ONIX_3),
        ("<ONIXMessage xmlns='urn:x' release='3.0'/>", FileReason.NOT_ONIX_3),
        (message(prolog=BOMB), FileReason.DOCTYPE_DECLARES),
        (message(prolog=EXTERNAL), FileReason.DOCTYPE_DECLARES),
        (message(prolog=PARAMETER), FileReason.DOCTYPE_DECLARES),
        (message(prolog=HARMLESS), FileReason.DOCTYPE_DECLARES),
        (message(product())[:-20], FileReason.MALFORMED),
        (message(product()) + "<more/>", FileReason.MALFORMED),
        (message(product().replace("</Product>", "")), FileReason.MALFORMED),
        (message(product()).replace("Aimée", "Aim\x00e"), FileReason.MALFORMED),
        (message(product()).replace("Aimée", "Aim&eacute;e"), FileReason.MALFORMED),
        ('<?xml version="1.0" encoding="UTF-7"?>+ADw-x', FileReason.ENCODING),
        ('<?xml version="1.0" encoding="klingon"?><x/>', FileReason.ENCODING),
        (b"\xff\xfe<\x00", FileReason.MALFORMED),
        (message("<a>" * 400 + "</a>" * 400), FileReason.MALFORMED),
    ],
)
def test_a_message_is_refused_for_a_reason(
    text: str | bytes, reason: FileReason
) -> None:
    assert refusal(text) is reason


def test_a_fault_in_the_last_line_is_found_before_anything_is_written() -> None:
    many = message(*(product(n) for n in range(500)))
    refused = check_message(io.BytesIO(many.removesuffix("</ONIXMessage>\n").encode()))
    assert refused is not None
    assert refused.reason is FileReason.MALFORMED
    assert refused.line >= 500


def test_an_undeclared_entity_is_named() -> None:
    text = message(product()).replace("Aimée", "Aim&eacute;e")
    refused = check_message(io.BytesIO(text.encode()))
    assert refused is not None
    assert "eacute" in refused.detail


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_messages_are_read(encoding: str) -> None:
    text = message(product(), prolog="").encode(encoding)
    assert titles(text) == ["Les hivers d’Aimée"]


@pytest.mark.parametrize("encoding", ["windows-1252", "UTF-8"])
def test_a_declared_encoding_is_believed(encoding: str) -> None:
    prolog = f'<?xml version="1.0" encoding="{encoding}"?>'
    assert titles(message(product(), prolog=prolog).encode(encoding)) == [
        "Les hivers d’Aimée"
    ]


def test_latin_1_is_read() -> None:
    prolog = '<?xml version="1.0" encoding="ISO-8859-1"?>'
    text = message(product(), prolog=prolog).replace("’", "'").encode("iso-8859-1")
    assert titles(text) == ["Les hivers d'Aimée"]


@pytest.mark.parametrize("release", ["3.0", "3.1"])
@pytest.mark.parametrize(
    "namespace", [None, f"http://ns.editeur.org/onix/{3.1}/reference"]
)
def test_both_releases_are_read_with_and_without_namespace(
    release: str, namespace: str | None
) -> None:
    text = message(product(), release=release, namespace=namespace)
    assert titles(text) == titles(shortened(text)) == ["Les hivers d’Aimée"]


def test_a_named_dtd_is_not_fetched_and_its_html_entities_are_read() -> None:
    dtd = '<!DOCTYPE ONIXMessage SYSTEM "http://127.0.0.1:9/onix.dtd">'
    text = message(product(), prolog=dtd).replace("Aimée", "Aim&eacute;e")
    assert titles(text) == ["Les hivers d’Aimée"]


def test_a_prefix_may_name_the_namespace() -> None:
    text = message(product(), namespace=None)
    for name in ("ONIXMessage", "Product", "Header"):
        text = text.replace(f"<{name}", f"<o:{name}").replace(
            f"</{name}", f"</o:{name}"
        )
    xmlns = ' xmlns:o="http://ns.editeur.org/onix/3.0/reference" release'
    text = text.replace(" release", xmlns, 1)
    found = list(read_message(io.BytesIO(text.encode())))
    assert sum(isinstance(part, Product) for part in found) == 1


def test_a_record_that_never_ends_is_refused() -> None:
    filler = "<x>" + "y" * 50 + "</x>"
    text = message(filler * (RECORD_LIMIT // 40))
    assert refusal(text) is FileReason.RECORD_TOO_LARGE


def test_the_line_of_a_record_that_never_ends_is_told() -> None:
    filler = "<x>" + "y" * 50 + "</x>"
    begun = "<?xml version='1.0'?>\n<ONIXMessage release='3.0'>\n\n<Product>\n"
    refused = check_message(io.BytesIO((begun + filler * (5 << 14)).encode()))
    assert refused is not None
    assert (refused.reason, refused.line) == (FileReason.RECORD_TOO_LARGE, 4)


def test_a_prolog_that_never_ends_is_refused() -> None:
    text = "<!-- " + "." * (2 << 20) + " -->" + message(prolog="")
    assert refusal(text) is FileReason.RECORD_TOO_LARGE


def test_comments_and_strangers_between_products_are_passed_over() -> None:
    text = message(product(1), "<!-- a --><?b c?><Other/>", product(2))
    assert len(titles(text)) == 2


def test_the_samples_are_what_their_names_say() -> None:
    verdicts = {
        path.name: refusal(path.read_bytes()) for path in sorted(DATA.glob("*.xml"))
    }
    assert verdicts == {
        "google-sample-3.0.xml": None,
        "invalid-google-sample-3.0.xml": None,
        "invalid-root.xml": FileReason.UNKNOWN_ROOT,
        "short-tags-3.0.xml": None,
    }
