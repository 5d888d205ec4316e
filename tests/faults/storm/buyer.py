"""One member of the crowd: what they want, what they do, and the journal of it."""

import asyncio
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass

from tests.faults.storm import words
from tests.faults.storm.asking import Answer, Unanswered, ask, port_of
from tests.faults.storm.journal import Writer
from tests.journey import ASKING_CARD, GOOD_CARD, REFUSED_CARD

ADDRESS = {
    "name": "Bibiane Roy",
    "line1": "12, rue du Pont",
    "line2": "",
    "city": "Gatineau",
    "province": "QC",
    "postal_code": "J8X 2K1",
}
CARD = {
    "expiry": "12 / 31",
    "cvc": "123",
    "name": "Bibiane Roy",
    "postal_code": "J8X 2K1",
}
WAITS = (0.2, 0.3, 0.5, 0.8, 1.0)
WANT_OF_COPIES = ("sold_out", "all_held", "fewer_left")
AGAIN = ("unknown", "not sent", *words.ASK_AGAIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How a crowd behaves; rates are chances from 0 to 1.

    clicks: how often one button is pressed at once. lines: how many holds a basket is
    to have. slow_for: seconds a slow payer takes.
    """

    pays: float = 0.6
    releases: float = 0.15
    extends: float = 0.25
    cancels: float = 0.05
    two_tabs: float = 0.1
    doubles: float = 0.2
    clicks: int = 2
    lines: int = 1
    slow: float = 0.3
    slow_for: float = 2.0
    comes_back: float = 0.5
    spread_s: float = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """What the crowd knows of a sale. Instants are seconds of this machine's clock.

    lasts_s: how long it is at least asked whether the house serves. ends_at: when who
    still wants something gives up.
    """

    slug: str
    lots: tuple[int, ...]
    member_limit: int
    opens_at: float
    lasts_s: float
    ends_at: float
    webs: Mapping[str, int]
    seed: str
    habits: Habits


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks: a signed-in member."""

    member: int
    cookie_name: str
    cookie: str
    form_token: str


class Buyer:
    """Plays one member through a sale, whatever the answers are."""

    def __init__(self, person: Person, sale: Sale, journal: Writer) -> None:
        """Draw their luck from the sale's seed and from who they are."""
        self.person, self.sale, self.journal = person, sale, journal
        self.luck = random.Random(f"{sale.seed}:{person.member}")
        self._cookies = {person.cookie_name: person.cookie}
        self._web = self.luck.choice(sorted(sale.webs))
        self._tokens = 0

    # ---- asking

    async def _ask(
        self,
        what: str,
        path: str,
        form: Mapping[str, str] | None = None,
        *,
        says: object = words.of_any,
        **more: object,
    ) -> tuple[str, Answer | None]:
        """Ask once and write it down; return what it says, and the answer if any."""
        web = self._web
        cookies = "; ".join(f"{k}={v}" for k, v in self._cookies.items())
        headers = {"Cookie": cookies, "X-CSRFToken": self.person.form_token}
        number = self.journal.sent(self.person.member, what, web, **more)
        try:
            answer = await ask(self.sale.webs[web], path, form=form, headers=headers)
        except Unanswered as fault:
            ev = "unknown" if fault.was_sent else "not sent"
            self.journal.ended(number, ev, told=str(fault))
            self._other_web()
            return ev, None
        self._cookies.update(answer.cookies)
        said = says(answer)  # type: ignore[operator]
        told = answer.where or ("" if said != "wrong" else answer.text[:200])
        self.journal.ended(number, "answer", status=answer.status, says=said, told=told)
        if said == words.SHUT:
            self._other_web()
        return said, answer

    async def _insist(
        self,
        what: str,
        path: str,
        form: Mapping[str, str] | None = None,
        **more: object,
    ) -> tuple[str, Answer | None]:
        """Ask the same until someone answers, or the sale is over."""
        said, answer = await self._ask(what, path, form, **more)  # type: ignore[arg-type]
        for wait in (*WAITS, *([1.0] * 20)):
            if said not in AGAIN or self._is_over():
                break
            await asyncio.sleep(wait)
            said, answer = await self._ask(what, path, form, **more)  # type: ignore[arg-type]
        return said, answer

    def _other_web(self) -> None:
        """Turn to the other host, as a balancer would."""
        self._web = next(name for name in sorted(self.sale.webs) if name != self._web)

    def _is_over(self) -> bool:
        return time.time() >= self.sale.ends_at

    def _token(self) -> str:
        self._tokens += 1
        return f"{self.sale.slug}-{self.person.member}-{self._tokens}"

    # ---- living

    async def live(self) -> None:
        """Come, want, hold, change one's mind, pay; or be refused and come again."""
        sale, habits, luck = self.sale, self.sale.habits, self.luck
        at = sale.opens_at + luck.uniform(-0.3, 0.3)
        if luck.random() < 0.5:
            at += luck.uniform(0, habits.spread_s)
        await asyncio.sleep(max(0.0, at - time.time()))
        if luck.random() < 0.5:
            await self._insist("page", f"/ventes/{sale.slug}")
        held = 0
        for _ in range(habits.lines):
            held += await self._want()
        if not held or self._is_over():
            return
        await self._decide()

    async def _want(self) -> bool:
        """Ask for copies of a lot, now and perhaps later; whether something is held."""
        lot = self.luck.choice(self.sale.lots)
        units = self.luck.randint(1, max(1, self.sale.member_limit - 1))
        said = await self._wish(lot, units)
        for _ in range(3):
            wants_on = said in WANT_OF_COPIES or said == "not_open"
            if not wants_on or self._is_over():
                break
            if said != "not_open" and self.luck.random() > self.sale.habits.comes_back:
                break
            await asyncio.sleep(self.luck.uniform(0.4, 1.6))
            said = await self._wish(lot, 1)
        return said == "held"

    async def _wish(self, lot: int, units: int) -> str:
        habits = self.sale.habits
        if self.luck.random() < habits.two_tabs:
            both = await asyncio.gather(
                self._post_wish(lot, units, self._token()),
                self._post_wish(lot, units, self._token()),
            )
            return "held" if "held" in both else both[0]
        token = self._token()
        if self.luck.random() < habits.doubles:
            said = await asyncio.gather(
                *(self._post_wish(lot, units, token) for _ in range(habits.clicks))
            )
            return "held" if "held" in said else said[0]
        return await self._post_wish(lot, units, token)

    async def _post_wish(self, lot: int, units: int, token: str) -> str:
        form = {"lot": str(lot), "quantity": str(units), "token": token}
        said, _ = await self._insist(
            "hold",
            f"/ventes/{self.sale.slug}/garder",
            form,
            says=words.of_hold,
            key=token,
            lot=lot,
            units=units,
        )
        return said

    async def _decide(self) -> None:
        habits, luck = self.sale.habits, self.luck
        _, basket = await self._insist("basket", "/panier")
        if basket is None:
            return
        actions = words.actions_of(basket.text)
        if luck.random() < habits.extends:
            for hold in sorted(h for h, word in actions if word == "prolonger"):
                await self._act("extend", hold, "prolonger")
        chance = luck.random()
        if chance < habits.releases:
            for hold in words.lines_of(basket.text):
                await self._act("release", hold, "remettre")
            if luck.random() < 0.3 and await self._want():
                await self._buy()
        elif chance < habits.releases + habits.pays:
            await self._buy()

    async def _act(self, what: str, hold: int, word: str) -> None:
        """Extend a line, or put it back; an extension says the page where it shows."""

        def says(answer: Answer) -> str:
            if what == "extend" and answer.status == 303:
                return "fine" if "prolonge=" in answer.where else "refused"
            return words.of_any(answer)

        await self._insist(what, f"/panier/{hold}/{word}", {}, says=says, key=str(hold))

    # ---- paying

    async def _buy(self) -> None:
        where = await self._order()
        if where is None:
            return
        if self.luck.random() < self.sale.habits.slow:
            await asyncio.sleep(self.luck.uniform(0.3, self.sale.habits.slow_for))
        port, path = port_of(where, 0)
        if port and path.startswith("/pay/"):
            where = await self._pay(port, path)
        code = words.CODE.search(where)
        if code is not None:
            await self._see(code.group(1))

    async def _order(self) -> str | None:
        """Order the basket; return where to go and pay, or where the order is seen."""
        for _ in range(3):
            _, page = await self._insist("checkout", "/paiement")
            if page is None or page.status != 200:
                return page.where if page else None
            form = {**ADDRESS, **words.fields_of(page.text)}
            clicks = 1
            if self.luck.random() < self.sale.habits.doubles:
                clicks = self.sale.habits.clicks
            answers = await asyncio.gather(
                *(self._post_order(form) for _ in range(clicks))
            )
            for _, answer in answers:
                if answer is not None and answer.status == 303:
                    return answer.where
            stopped = next((a for _, a in answers if a is not None), None)
            if stopped is None or self._is_over():
                return None
            if code := words.CODE.search(stopped.text):
                return f"/commandes/{code.group(1)}"
        return None

    async def _post_order(self, form: Mapping[str, str]) -> tuple[str, Answer | None]:
        def says(answer: Answer) -> str:
            return "changed" if answer.status == 409 else words.of_any(answer)

        return await self._insist(
            "order", "/paiement", form, says=says, key=form.get("token", "")
        )

    async def _pay(self, port: int, path: str) -> str:
        """Give a card to the payment page; return where it leads."""
        chance, card = self.luck.random(), GOOD_CARD
        if chance < 0.1:
            await self._card(port, path, REFUSED_CARD)
        elif chance < 0.2:
            card = ASKING_CARD
        where = await self._card(port, path, card)
        if "/banque" in where:
            where = await self._at_desk(
                port, port_of(where, port)[1], {"reponse": "confirmer"}
            )
        return where

    async def _card(self, port: int, path: str, number: str) -> str:
        return await self._at_desk(port, path, {**CARD, "number": number})

    async def _at_desk(self, port: int, path: str, form: Mapping[str, str]) -> str:
        page = path.partition("?")[0].removesuffix("/banque").rpartition("/")[2]
        for wait in WAITS:
            number = self.journal.sent(self.person.member, "pay", "desk", key=page)
            try:
                answer = await ask(port, path, form=form)
            except Unanswered as fault:
                self.journal.ended(number, "unknown", told=str(fault))
                await asyncio.sleep(wait)
                continue
            accepted = answer.status == 303 and "/paiement/retour/" in answer.where
            says = "accepted" if accepted else "not accepted"
            self.journal.ended(
                number, "answer", status=answer.status, says=says, told=answer.where
            )
            return answer.where
        return ""

    async def _see(self, code: str) -> None:
        """Look at the order until it says its last word, or the sale is over."""
        if self.luck.random() < self.sale.habits.cancels:
            await self._insist("cancel", f"/commandes/{code}/annuler", {}, key=code)
        for _ in range(12):
            await self._insist("return", f"/paiement/retour/{code}", key=code)
            said, _ = await self._insist(
                "see", f"/commandes/{code}", says=words.of_order, key=code
            )
            if said in ("paid", "cancelled") or self._is_over():
                return
            await asyncio.sleep(0.7)
