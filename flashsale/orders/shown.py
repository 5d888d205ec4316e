"""How a line looked when it was bought: kind, words and cover, kept with the order."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from flashsale.catalogue.catalogue import Cover
from flashsale.kernel.kinds import Kind
from flashsale.sales.basket import BasketLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The words and the picture of a bought thing, as the member saw them."""

    kind: Kind
    byline: str
    label_fr: str
    label_en: str
    cover: Cover | None


def shown_of(line: BasketLine) -> dict[str, Any]:
    """Return what an order line keeps of a basket line's looks."""
    return {
        "kind": str(line.kind),
        "byline": line.byline,
        "label_fr": line.label_fr,
        "label_en": line.label_en,
        "cover": asdict(line.cover) if line.cover else None,
    }


def shown_from(values: Mapping[str, Any]) -> Shown:
    """Return what `shown_of` kept."""
    cover = values["cover"]
    return Shown(
        kind=Kind(values["kind"]),
        byline=values["byline"],
        label_fr=values["label_fr"],
        label_en=values["label_en"],
        cover=Cover(**cover) if cover else None,
    )
