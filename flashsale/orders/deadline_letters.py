"""The staff's letter of the morning: what the law or a bank wants done, and by when."""

from datetime import time
from zoneinfo import ZoneInfo

from flashsale.db import Work
from flashsale.kernel.window import HOUSE_ZONE
from flashsale.mail import outbox
from flashsale.members.directory import members_with_role
from flashsale.members.roles import Role
from flashsale.orders import deadlines

MESSAGE = "deadlines"
# Nobody reads it sooner, and what came in the evening is in it.
FROM = time(7, 0)
MOST_NAMED = 20
READERS = (Role.ADMINISTRATOR, Role.SUPPORT, Role.FULFILMENT)


def remind(work: Work) -> int:
    """Write once a day to those who can do something; return how many letters.

    Nothing is written before seven, nor when nothing has to be done. Asked again on
    the same day, it writes no second one.
    """
    wall = work.now.astimezone(ZoneInfo(HOUSE_ZONE))
    if wall.time() < FROM:
        return 0
    found = deadlines.pending(work)
    if not found:
        return 0
    readers = [member for role in READERS for member in members_with_role(work, role)]
    rows = [
        [str(one.kind), one.order_code, one.last.isoformat(), one.is_over]
        for one in found[:MOST_NAMED]
    ]
    for member in readers:
        outbox.write(
            work,
            key=f"{MESSAGE}:{wall.date().isoformat()}:{member.id}",
            message=MESSAGE,
            to_address=member.write_to,
            language=member.language,
            values={"name": member.name, "count": len(found), "rows": rows},
        )
    return len(readers)
