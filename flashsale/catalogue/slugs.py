"""Names as they stand in an address."""

import re
import unicodedata


def slug_of(name: str, *, longest: int = 100) -> str:
    """Return `name` as lower-case ASCII words joined by hyphens; never empty.

    longest: characters, cut at a word where one ends near.
    """
    spelled = name.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae")
    # Marks such as ’ separate words; accents, which become marks too, do not.
    parted = re.sub(r"[^\w\s]+", " ", unicodedata.normalize("NFC", spelled))
    plain = unicodedata.normalize("NFKD", parted).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    if len(slug) > longest:
        head, _, _ = slug[: longest + 1].rpartition("-")
        slug = (head if len(head) > longest // 2 else slug[:longest]).strip("-")
    return slug or "sans-titre"
