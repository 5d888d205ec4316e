"""The message catalogues: French source texts in the code, English in .po files.

One catalogue a package, under translations/<package>/en/LC_MESSAGES/messages.po.
French needs none: its messages are the texts themselves.

    python -m flashsale.web.catalogues update [package …]   refresh the .po files
    python -m flashsale.web.catalogues check [package …]    say what is missing
"""

import io
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from gettext import NullTranslations
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from babel.support import Translations

from flashsale.kernel.language import Language

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "translations"
SHARED = "web"
_KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


class FrenchSource(NullTranslations):
    """The French texts themselves, with the French plural: 0 and 1 are singular."""

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Return the singular for 0 and 1, the plural from 2 up."""
        return singular if abs(n) < 2 else plural

    # The names that Flask-Babel asks for.
    ugettext = NullTranslations.gettext
    ungettext = ngettext
    upgettext = NullTranslations.pgettext

    def unpgettext(self, context: str, singular: str, plural: str, n: int) -> str:
        """Return the same as `ngettext`: French needs no context."""
        return self.ngettext(singular, plural, n)


def package_of(path: Path) -> str:
    """Return the package whose catalogue holds the texts of a source file."""
    parts = path.relative_to(ROOT).parts
    if len(parts) < 3 or parts[1].startswith("_") or parts[1] == "errors":
        return SHARED
    return parts[1]


def sources() -> Iterator[Path]:
    """Yield every file that may hold a text: Python and templates."""
    yield from sorted((ROOT / "flashsale").rglob("*.py"))
    for pattern in ("*.html", "*.txt"):
        yield from sorted((ROOT / "templates").rglob(pattern))


def texts_of(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], str | None]]:
    """Yield the line, the message (or its plural forms) and context of each text."""
    method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
    options = {"silent": "false", "trimmed": "true"}
    found = extract_from_file(method, path, keywords=_KEYWORDS, options=options)
    for line, message, _comments, context in found:
        yield line, message, context


def template_of(package: str) -> Catalog:
    """Return the catalogue of what one package says today, without translations."""
    catalogue = Catalog(domain="messages", charset="utf-8")
    for path in sources():
        if package_of(path) != package:
            continue
        name = path.relative_to(ROOT).as_posix()
        for _line, message, context in texts_of(path):
            catalogue.add(message, locations=[(name, 0)], context=context)
    return catalogue


def packages() -> list[str]:
    """Return the packages that say something."""
    return sorted(
        {package_of(path) for path in sources() if next(texts_of(path), None)}
    )


def file_of(package: str) -> Path:
    """Return where a package's English texts are kept."""
    return FOLDER / package / "en" / "LC_MESSAGES" / "messages.po"


def read(package: str) -> Catalog:
    """Return a package's English catalogue; empty when it has no file yet."""
    file = file_of(package)
    if not file.exists():
        return Catalog(locale="en", domain="messages")
    with file.open("rb") as handle:
        return read_po(handle, locale="en", domain="messages", abort_invalid=True)


def _words(message: str | Sequence[str]) -> tuple[str, ...]:
    """Return a text, or its plural forms, with every run of spaces as one."""
    # `split()` takes U+00A0 and U+202F for spaces; a thin one may stand where none did.
    return tuple(
        re.sub(r" ([;!?])", r"\1", " ".join(text.split())) for text in _texts(message)
    )


def _by_words(
    catalogue: Catalog,
) -> dict[tuple[tuple[str, ...], str | None], Message]:
    return {
        (_words(message.id), message.context): message
        for message in catalogue
        if message.id
    }


def update(package: str) -> Path:
    """Rewrite a package's English catalogue: new texts empty, old ones dropped.

    A French text whose spaces alone have changed keeps its English.
    """
    known, today = _by_words(read(package)), template_of(package)
    fresh = Catalog(locale="en", domain="messages", header_comment="", charset="utf-8")
    for message in today:
        if not message.id:
            continue
        kept = known.get((_words(message.id), message.context))
        is_kept = kept is not None and not kept.fuzzy
        fresh.add(
            message.id,
            kept.string if kept is not None and is_kept else None,
            locations=message.locations,
            context=message.context,
        )
    out = io.BytesIO()
    write_po(out, fresh, width=88, omit_header=True, sort_output=True)
    head = b'msgid ""\nmsgstr ""\n"Language: en\\n"\n'
    head += b'"Content-Type: text/plain; charset=utf-8\\n"\n'
    head += b'"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    file = file_of(package)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(head + out.getvalue().rstrip() + b"\n")
    return file


def _texts(value: str | Sequence[str] | None) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(value or ())


def faults(package: str) -> list[str]:
    """Return what is wrong with a package's English: missing, stale, fuzzy, broken."""
    known, today = read(package), template_of(package)
    found = []
    for message in today:
        if not message.id:
            continue
        kept = known.get(message.id, message.context)
        texts = _texts(kept.string if kept else None)
        first = _texts(message.id)[0]
        if not texts or not all(texts):
            found.append(f"missing: {first}")
        elif kept is not None and kept.fuzzy:
            found.append(f"fuzzy: {first}")
        elif _names(_texts(message.id)) != _names(texts):
            found.append(f"placeholders differ: {first}")
    found += [
        f"stale: {_texts(message.id)[0]}"
        for message in known
        if message.id and today.get(message.id, message.context) is None
    ]
    return found


def _names(texts: Iterable[str]) -> set[str]:
    return {name for text in texts for name in _PLACEHOLDER.findall(text)}


@lru_cache(maxsize=2)
def translations(language: Language) -> NullTranslations:
    """Return the texts of a language, read once per process; needs no request."""
    if language is Language.FR:
        return FrenchSource()
    whole = Catalog(locale="en", domain="messages", charset="utf-8")
    for file in sorted(FOLDER.glob("*/en/LC_MESSAGES/messages.po")):
        for message in read(file.parents[2].name):
            if message.id:
                whole.add(message.id, message.string, context=message.context)
    compiled = io.BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return Translations(compiled, domain="messages")


def main(arguments: Sequence[str]) -> int:
    """Run `update [package …]` or `check [package …]`; return the exit status."""
    verb, *names = arguments or ["check"]
    say = sys.stdout.write
    if verb == "update":
        for package in names or packages():
            say(f"{update(package).relative_to(ROOT)}\n")
        return 0
    wrong = [
        f"{package}: {fault}\n"
        for package in names or packages()
        for fault in faults(package)
    ]
    say("".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
