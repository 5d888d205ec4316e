"""What the database refuses of the taxes: a rate rewritten after the fact."""

from flashsale.guards import Guard, never_edited

GUARDS: tuple[Guard, ...] = (
    *never_edited("tax_change", ("id", "since", "made_by", "made_at")),
    *never_edited(
        "tax_rate",
        ("change_id", "tax", "place", "tax_class", "rate", "since", "source"),
    ),
    *never_edited(
        "tax_registration",
        ("change_id", "authority", "since", "is_registered", "number"),
    ),
)
