"""The first bytes of a message: what it is, judged before anything of it is parsed."""

import re
from dataclasses import dataclass
from typing import BinaryIO
from xml.parsers import expat

from flashsale.catalogue.records import FileReason, FileRefused

PROLOG_LIMIT = 1 << 20
_CHUNK = 4096
_ROOTS = {"ONIXMessage", "ONIXmessage"}
_NAMESPACE = re.compile(r"https?://ns\.editeur\.org/onix/3\.\d+(?:/.*)?")
_OLD = re.compile(r"onix/?[-_ ]?(?:for books )?(?:international )?2[./]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Message:
    """An ONIX 3 message. release: as written, such as 3.0 or 3.1."""

    release: str


class _Stop(Exception):
    """Leaves expat from within a handler with the answer."""

    def __init__(self, answer: Message | FileRefused) -> None:
        self.answer = answer


class _Prolog:
    """The handlers of expat up to the root element."""

    def __init__(self) -> None:
        self.doctype = ""
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._entity
        self.parser.StartElementHandler = self._root

    def _doctype(
        self, name: str, system: str | None, public: str | None, has_subset: bool
    ) -> None:
        self.doctype = f"{public or ''} {system or ''}"
        if has_subset:
            # Entities are declared there, and nothing an ONIX file needs.
            self._refuse(FileReason.DOCTYPE_DECLARES)

    def _entity(self, *declaration: object) -> None:
        self._refuse(FileReason.DOCTYPE_DECLARES)

    def _root(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        release = attributes.get("release", "").strip()
        if local not in _ROOTS:
            self._refuse(FileReason.UNKNOWN_ROOT, local)
        if release.startswith("2.") or _OLD.search(f"{namespace} {self.doctype}"):
            self._refuse(FileReason.OLD_ONIX, release)
        # ONIX 2.1 may say nothing of its release; ONIX 3 must.
        if not release and not namespace:
            self._refuse(FileReason.OLD_ONIX)
        if release and not release.startswith("3."):
            self._refuse(FileReason.NOT_ONIX_3, release)
        if namespace and not _NAMESPACE.fullmatch(namespace):
            self._refuse(FileReason.NOT_ONIX_3, namespace)
        raise _Stop(Message(release or "3.0"))

    def _refuse(self, reason: FileReason, detail: str = "") -> None:
        line = self.parser.CurrentLineNumber
        raise _Stop(FileRefused(reason, line, detail))


def read_prolog(source: BinaryIO) -> Message | FileRefused:
    """Return what the message is, or why it is refused; `source` is left moved.

    Any DOCTYPE with declarations of its own is refused before one of them is read:
    that is where external entities and entity bombs live. One that only names a
    DTD passes, and the DTD is never fetched.
    """
    prolog = _Prolog()
    read = 0
    try:
        while chunk := source.read(_CHUNK):
            read += len(chunk)
            if read > PROLOG_LIMIT:
                return FileRefused(FileReason.RECORD_TOO_LARGE, 1)
            prolog.parser.Parse(chunk, False)
        if not read:
            return FileRefused(FileReason.EMPTY)
        prolog.parser.Parse(b"", True)
    except _Stop as stop:
        return stop.answer
    except expat.ExpatError as error:
        detail = expat.ErrorString(error.code) or ""
        return FileRefused(FileReason.MALFORMED, error.lineno, detail)
    except (LookupError, ValueError) as error:
        # An encoding that Python does not know, or one of several bytes.
        return FileRefused(FileReason.ENCODING, 1, str(error))
    return FileRefused(FileReason.MALFORMED, 1)
