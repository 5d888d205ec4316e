"""Random members walk from an invitation to a receipt in a running demo house."""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browsing import Browser
from tests.journey import (
    ASKING_CARD,
    GOOD_CARD,
    REFUSED_CARD,
    ROOT,
    Demo,
    check_out,
    demo,
    hold,
    join,
    new_invitation,
    open_drops,
    order_of,
    pay,
    sign_in,
    without_services,
)

ABOUT = "random members walk from an invitation to a receipt, over plain HTTP"
SEEDS = 20
UNIT = "orders paid"
# A place may show ten wrong invitations an hour; all members here come from one.
TRIED_AGAIN = 8


class Walk:
    """One seed: a member with their own luck."""

    def __init__(self, house: Demo, host: Browser, seed: int) -> None:
        """Walk through `house`, invited by the member behind `host`."""
        self.house = house
        self.host = host
        self.seed = seed
        self.luck = random.Random(seed)
        self.browser = Browser(house.url, language=self.luck.choice(("fr", "en")))
        self.email = f"marche-{seed}-{self.luck.getrandbits(40):x}@example.org"

    def run(self) -> int:
        """Join, hold, change one's mind or not, pay; return how many orders."""
        invitation = new_invitation(self.host)
        joined = join(self.browser, invitation, name="Bibiane Roy", email=self.email)
        assert joined.status == 200, joined.words
        if self.seed < TRIED_AGAIN:
            # The invitation is spent: nobody else comes in by it.
            assert Browser(self.house.url).get(invitation).status == 404
        wanted = self.luck.randint(1, 3)
        drops = open_drops(self.browser)
        self.luck.shuffle(drops)
        held = sum(self._hold(drop) for drop in drops[:wanted])
        if not held:
            return 0
        if self.luck.random() < 0.3:
            self._extend_and_release()
        if "/panier" in self._basket_is_empty():
            return 0
        return self._buy()

    def _hold(self, drop: str) -> bool:
        page = self.browser.get(drop)
        if not any("/garder" in form.action for form in page.forms()):
            return False
        answer = hold(self.browser, drop)
        assert answer.status in (200, 403, 409), answer.words
        return answer.status == 200

    def _extend_and_release(self) -> None:
        basket = self.browser.get("/panier")
        extending = [form for form in basket.forms() if "/prolonger" in form.action]
        if extending:
            assert self.browser.submit(extending[0]).status in (200, 409)
        releasing = [form for form in basket.forms() if "/remettre" in form.action]
        if self.luck.random() < 0.5 and releasing:
            assert self.browser.submit(releasing[0]).status == 200

    def _basket_is_empty(self) -> str:
        return self.browser.get("/paiement").url

    def _buy(self) -> int:
        payment = check_out(self.browser, province=self.luck.choice(("QC", "NS")))
        if self.luck.random() < 0.3:
            payment = pay(self.browser, payment, card=REFUSED_CARD)
        card = self.luck.choice((GOOD_CARD, GOOD_CARD, ASKING_CARD))
        answer = pay(self.browser, payment, card=card)
        if card == ASKING_CARD:
            answer = self.browser.submit(answer.form("/banque"), reponse="confirmer")
        order_of(self.browser, answer)
        return 1


@contextmanager
def opened() -> Iterator[object]:
    """Start a demo house, give the function of one walk, check the house at the end."""
    with tempfile.TemporaryDirectory(prefix="flashsale-journey-") as folder:
        data = Path(folder) / "data"
        with demo(data) as house:
            host = Browser(house.url)
            sign_in(host, house.links["admin"])
            yield lambda seed: Walk(house, host, seed).run()
            checked = subprocess.run(
                [sys.executable, "-m", "flashsale.cli", "check", "--data", str(data)],
                cwd=ROOT,
                env=without_services(),
                capture_output=True,
                text=True,
                check=False,
            )
            assert checked.returncode == 0, checked.stdout + checked.stderr
