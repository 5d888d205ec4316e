"""The hosted page as a browser without JavaScript meets it, and the program itself."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from flashsale.orders.payment_desk import PaymentState
from flashsale.orders.payment_stripe import StripeDesk
from tests.flows.payment_shop import BANK_ASKS_CARD, Shop, open_shop

NBSP = "\u00a0"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with open_shop(tmp_path) as opened:
        yield opened


def text_of(shop: Shop, url: str) -> str:
    return shop.browser.get(url, timeout=10).text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ["fr-CA", f"46,55{NBSP}$", "aucun argent ne bouge", "Votre carte"]),
        ("en", ["en-CA", "$46.55", "no money moves", "Your card"]),
    ],
)
def test_the_page_speaks_the_members_language(
    shop: Shop, language: str, words: list[str]
) -> None:
    text = text_of(shop, shop.begin(language=language).url)
    for word in words:
        assert word in text


def test_one_may_switch_language_and_stays_there(shop: Shop) -> None:
    page = shop.begin()
    assert "Your card" in text_of(shop, f"{page.url}?langue=en")
    refused = shop.post(f"{page.url}?langue=en", {"number": "1"})
    assert "The card was not tried" in refused.text


def test_choosing_a_test_card_fills_the_form(shop: Shop) -> None:
    text = text_of(shop, f"{shop.begin().url}?carte=4242424242424242")
    assert f'value="4242{NBSP}4242{NBSP}4242{NBSP}4242"' in text
    assert 'value="12/34"' in text


def test_a_number_that_is_not_a_test_card_fills_nothing(shop: Shop) -> None:
    assert "<b>" not in text_of(shop, f"{shop.begin().url}?carte=<b>")


def test_wrong_fields_are_named_and_no_card_is_tried(shop: Shop) -> None:
    page = shop.begin()
    form = {"number": "4242 4242 4242 4241", "expiry": "11/20", "cvc": "12"}
    answer = shop.post(page.url, form)
    assert answer.status_code == 422
    assert f"<title>Erreur{NBSP}:" in answer.text
    for field in ("number", "expiry", "cvc", "name", "postal_code"):
        assert f'href="#{field}"' in answer.text
        assert f'id="{field}-erreur"' in answer.text
    assert 'value="12"' not in answer.text
    assert shop.desk.look_up(page.session_id).intent_id is None


def test_a_refusal_is_told_once_more_when_one_comes_back(shop: Shop) -> None:
    page = shop.begin()
    shop.pay(page, "4000000000009995")
    text = text_of(shop, page.url)
    assert "les fonds manquent" in text
    assert "Rien n’a été débité" in text


def test_the_bank_has_its_own_page(shop: Shop) -> None:
    page = shop.begin()
    answer = shop.pay(page, BANK_ASKS_CARD)
    text = text_of(shop, answer.headers["Location"])
    assert "Votre banque demande une confirmation" in text
    assert "3184" in text


def test_the_bank_page_leads_back_when_nothing_is_asked(shop: Shop) -> None:
    page = shop.begin()
    answer = shop.browser.get(f"{page.url}/banque", allow_redirects=False, timeout=10)
    assert answer.status_code == 303
    assert shop.answer_bank(page, "confirmer").status_code == 303
    assert shop.desk.look_up(page.session_id).state is PaymentState.OPEN


def test_a_paid_page_says_so_and_leads_back_to_the_order(shop: Shop) -> None:
    page = shop.begin()
    shop.pay(page)
    text = text_of(shop, page.url)
    assert "Ce paiement est déjà fait" in text
    assert f"http://shop.example/retour?page={page.session_id}" in text
    assert shop.pay(page).status_code == 303


def test_a_closed_page_says_so_and_leads_back_to_the_shop(shop: Shop) -> None:
    page = shop.begin()
    shop.desk.close(page.session_id)
    answer = shop.browser.get(page.url, timeout=10)
    assert answer.status_code == 410
    assert "Cette page de paiement est fermée" in answer.text
    assert "http://shop.example/panier" in answer.text


@pytest.mark.parametrize("path", ["/pay/cs_test_none", "/elsewhere", "/statique/no"])
def test_an_unknown_address_has_a_page_too(shop: Shop, path: str) -> None:
    answer = shop.browser.get(shop.fake.url + path, timeout=10)
    assert answer.status_code == 404
    assert "Rien à cette adresse" in answer.text


def test_the_policy_is_strict_and_lets_the_form_end_in_the_shop(shop: Shop) -> None:
    answer = shop.browser.get(shop.begin().url, timeout=10)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self' http://shop.example" in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert not re.search(r"<script|\sstyle=|<style|\son\w+=", answer.text)


def test_the_sheets_it_wears_are_there(shop: Shop) -> None:
    text = text_of(shop, shop.begin().url)
    for path in re.findall(r'href="(/statique/[^"]+)"', text):
        assert shop.browser.get(shop.fake.url + path, timeout=10).status_code == 200


def test_a_form_sent_by_another_site_is_refused(shop: Shop) -> None:
    page = shop.begin()
    answer = shop.browser.post(
        page.url, {}, headers={"Sec-Fetch-Site": "cross-site"}, timeout=10
    )
    assert answer.status_code == 403


def test_the_program_starts_stops_and_remembers(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "STRIPE_SECRET_KEY": "sk_test_program",
        "STRIPE_WEBHOOK_SECRETS": "whsec_program",
    }
    command = [sys.executable, "-m", "flashsale.fakestripe", "--data", str(tmp_path)]
    seen = []
    # The first is killed without a word; the second is asked to stop.
    for sign in (signal.SIGKILL, signal.SIGTERM):
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, text=True
        ) as program:
            assert program.stdout is not None
            url = program.stdout.readline().strip()
            health = requests.get(f"{url}/healthz", timeout=10)
            seen.append(health.json()["deliveries"])
            desk = StripeDesk(
                secret_key="sk_test_program",
                webhook_secrets=("whsec_program",),
                api_base=url,
            )
            answer = requests.post(
                f"{url}/v1/checkout/sessions",
                {
                    "mode": "payment",
                    "success_url": "http://shop.example/",
                    "line_items[0][quantity]": "1",
                    "line_items[0][price_data][currency]": "cad",
                    "line_items[0][price_data][unit_amount]": "500",
                    "line_items[0][price_data][product_data][name]": "Fanzine",
                },
                headers={"Authorization": "Bearer sk_test_program"},
                timeout=10,
            )
            desk.close(answer.json()["id"])
            program.send_signal(sign)
            code = program.wait(20)
    assert seen == [{}, {"pending": 1}]
    assert code == 0


def test_the_program_does_not_start_without_secrets(tmp_path: Path) -> None:
    environment = {
        name: value for name, value in os.environ.items() if "STRIPE" not in name
    }
    done = subprocess.run(
        [sys.executable, "-m", "flashsale.fakestripe", "--data", str(tmp_path)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 2
    assert "secret" in done.stderr


def kept_for_next_time(shop: Shop, number: str, key: str = "customer-1") -> str:
    """Let a customer save a card on a page; return how the desk calls them."""
    customer = shop.desk.make_customer("camille@example.org", key)
    page = shop.begin(customer_ref=customer)
    shop.pay(page, number)
    shop.answer_bank(page, "confirmer")
    assert shop.desk.look_up(page.session_id).state is PaymentState.AUTHORISED
    return customer


def offered(text: str) -> dict[str, str]:
    """Return the saved cards that a page offers: name, and what is said."""
    found = re.findall(r'name="carte" value="(pm_\w+)">([^<]+)<', text)
    return dict(found)


def test_a_saved_card_is_paid_with_again_and_its_bank_asks(shop: Shop) -> None:
    customer = kept_for_next_time(shop, BANK_ASKS_CARD)
    page = shop.begin(offers_cards_of=customer)
    ((card, words),) = offered(text_of(shop, page.url)).items()
    assert words == f"Payer 46,55{NBSP}$ avec Visa finissant par 3184"
    asked = shop.post(f"{page.url}/gardee", {"carte": card})
    assert asked.status_code == 303
    assert "/banque" in asked.headers["Location"]
    assert "3184" in text_of(shop, asked.headers["Location"])
    shop.answer_bank(page, "confirmer")
    facts = shop.desk.look_up(page.session_id)
    assert (facts.state, facts.card_last4) == (PaymentState.AUTHORISED, "3184")
    # Once it is paid, nothing is tried any more.
    again = shop.post(f"{page.url}/gardee", {"carte": card})
    assert again.headers["Location"].startswith("http://shop.example/retour")


def test_a_saved_card_that_is_declined_leaves_the_page_open(shop: Shop) -> None:
    customer = kept_for_next_time(shop, "4000 0000 0000 0341")
    page = shop.begin(offers_cards_of=customer)
    (card,) = offered(text_of(shop, page.url))
    shop.post(f"{page.url}/gardee", {"carte": card})
    assert shop.desk.look_up(page.session_id).state is PaymentState.REFUSED
    assert "La banque a refusé cette carte" in text_of(shop, page.url)
    shop.pay(page)
    assert shop.desk.look_up(page.session_id).state is PaymentState.AUTHORISED


def test_a_page_offers_only_what_it_was_asked_to(shop: Shop) -> None:
    customer = kept_for_next_time(shop, BANK_ASKS_CARD)
    other = kept_for_next_time(shop, BANK_ASKS_CARD, "customer-2")
    (card,) = offered(text_of(shop, shop.begin(offers_cards_of=customer).url))
    # What was saved for later charges stays out of a page that is not asked for it,
    # of one for nobody, and of one for somebody else; taken back, out of all.
    assert offered(text_of(shop, shop.begin(customer_ref=customer).url)) == {}
    assert offered(text_of(shop, shop.begin().url)) == {}
    page = shop.begin(offers_cards_of=other)
    assert card not in offered(text_of(shop, page.url))
    assert shop.post(f"{page.url}/gardee", {"carte": card}).status_code == 303
    assert shop.desk.look_up(page.session_id).intent_id is None
    shop.desk.forget_card(card)
    assert offered(text_of(shop, shop.begin(offers_cards_of=customer).url)) == {}
