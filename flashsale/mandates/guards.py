"""What the database refuses of mandates: one that was used or ended stands again."""

from flashsale.guards import Guard, keeps_to
from flashsale.mandates.rules import NEXT

GUARDS: tuple[Guard, ...] = keeps_to("mandate", NEXT)
