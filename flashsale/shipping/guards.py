"""What the database refuses of carriage: a price rewritten after the fact."""

from flashsale.guards import Guard, never_edited

GUARDS: tuple[Guard, ...] = (
    *never_edited("shipping_change", ("id", "since", "made_by", "made_at")),
    *never_edited(
        "shipping_band", ("change_id", "post", "zone", "up_to_g", "cents", "since")
    ),
    *never_edited("shipping_zone", ("change_id", "prefix", "zone", "since")),
)
