"""The crowd as a program of its own: told of a sale, it plays every member through it.

`python -m tests.faults.storm.crowd` obeys JSON lines: `people` once, `play` for each
sale, `probe` for newcomers who ask for one copy each. It answers when all is done.
"""

import asyncio
import json
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from tests.faults.storm import words
from tests.faults.storm.asking import Unanswered, ask
from tests.faults.storm.buyer import Buyer, Habits, Person, Sale
from tests.faults.storm.journal import Writer

PING_EVERY = 0.25
# A buyer who began something before the end of the sale may still end it.
PATIENCE_AFTER = 60.0


class Crowd:
    """All members of one estate."""

    def __init__(self) -> None:
        """Know nobody yet."""
        self.people: dict[int, Person] = {}

    async def obey(self, order: dict[str, Any]) -> dict[str, Any]:
        """Do one order and return what to answer."""
        if order["do"] == "people":
            for fields in order["people"]:
                person = Person(**fields)
                self.people[person.member] = person
            return {"people": len(self.people)}
        sale = Sale(**{**order["sale"], "habits": Habits(**order["sale"]["habits"])})
        journal = Writer(Path(order["journal"]))
        try:
            if order["do"] == "probe":
                return {"said": await self._probe(order["members"], sale, journal)}
            return await self._play(order, sale, journal)
        finally:
            journal.close()

    async def _play(
        self, order: dict[str, Any], sale: Sale, journal: Writer
    ) -> dict[str, Any]:
        buyers = [
            asyncio.create_task(Buyer(self.people[member], sale, journal).live())
            for member in order["members"]
        ]
        is_over = asyncio.Event()
        pings = asyncio.create_task(self._ping(order, sale, journal, is_over))
        limit = sale.ends_at - time.time() + PATIENCE_AFTER
        done, late = await asyncio.wait(buyers, timeout=limit)
        for buyer in late:
            buyer.cancel()
        is_over.set()
        await pings
        faults = [t.exception() for t in done if not t.cancelled() and t.exception()]
        told = ["".join(traceback.format_exception(fault)) for fault in faults[:1]]
        return {"buyers": len(done), "late": len(late), "faults": told}

    async def _ping(
        self, order: dict[str, Any], sale: Sale, journal: Writer, is_over: asyncio.Event
    ) -> None:
        """Ask each host in turn for a copy of a lot that nobody lacks: who serves?"""
        members = iter(order["pingers"])
        under_way: set[asyncio.Task[None]] = set()
        until = sale.opens_at + sale.lasts_s
        while time.time() < until or not is_over.is_set():
            for web, port in sale.webs.items():
                member = next(members, None)
                if member is not None:
                    task = asyncio.create_task(
                        self._ping_once(member, web, port, order["ping"], journal)
                    )
                    under_way.add(task)
                    task.add_done_callback(under_way.discard)
            await asyncio.sleep(PING_EVERY)
        if under_way:
            await asyncio.wait(under_way)

    async def _ping_once(
        self, member: int, web: str, port: int, ping: dict[str, Any], journal: Writer
    ) -> None:
        token = f"ping-{ping['slug']}-{member}"
        said = await self._hold(member, web, port, ping, token, journal, what="ping")
        del said

    async def _probe(
        self, members: list[int], sale: Sale, journal: Writer
    ) -> list[str]:
        """Let newcomers ask one after another; return what each was told."""
        told = []
        for place, member in enumerate(members):
            web = sorted(sale.webs)[place % len(sale.webs)]
            lot = {"slug": sale.slug, "lot": sale.lots[0]}
            token = f"probe-{sale.slug}-{member}-{int(time.time() * 1000)}"
            told.append(
                await self._hold(
                    member, web, sale.webs[web], lot, token, journal, what="hold"
                )
            )
        return told

    async def _hold(
        self,
        member: int,
        web: str,
        port: int,
        lot: dict[str, Any],
        token: str,
        journal: Writer,
        *,
        what: str,
    ) -> str:
        person = self.people[member]
        headers = {
            "Cookie": f"{person.cookie_name}={person.cookie}",
            "X-CSRFToken": person.form_token,
        }
        form = {"lot": str(lot["lot"]), "quantity": "1", "token": token}
        number = journal.sent(
            member, what, web, key=token, lot=int(lot["lot"]), units=1
        )
        path = f"/ventes/{lot['slug']}/garder"
        try:
            answer = await ask(port, path, form=form, headers=headers)
        except Unanswered as fault:
            ev = "unknown" if fault.was_sent else "not sent"
            journal.ended(number, ev, told=str(fault))
            return ev
        says = words.of_hold(answer)
        told = "" if not says.startswith("wrong") else answer.text[:300]
        journal.ended(number, "answer", status=answer.status, says=says, told=told)
        return says


async def main() -> None:
    """Obey until the standard input ends."""
    crowd = Crowd()
    orders = asyncio.StreamReader(limit=1 << 24)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(orders), sys.stdin.buffer
    )
    while line := await orders.readline():
        answer = await crowd.obey(json.loads(line))
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
