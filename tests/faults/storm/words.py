"""What a page of the house says to who asked, as one word for the journal."""

import re

from tests.faults.storm.asking import Answer

SHUT, BUSY, TOO_FAST = "shut", "busy", "too_fast"
# Nothing was done, and the same may be asked again in a moment.
ASK_AGAIN = (SHUT, BUSY)
_REFUSALS = (
    ("Tout est dans des paniers", "all_held"),
    ("Il n’en reste plus", "sold_out"),
    ("Il en reste, mais pas autant", "fewer_left"),
    ("Cette mise de côté est terminée", "hold_ended"),
    ("par la liste d’attente", "waitlist_only"),
    ("La part de l’accès anticipé est partie", "early_gone"),
    ("pas encore votre tour", "not_your_turn"),
    ("pas encore ouverte", "not_open"),
    ("La vente est fermée", "closed"),
    ("suspendue un moment", "suspended"),
    ("C’est plus que votre part", "over_limit"),
    ("Votre panier est plein", "too_many_lines"),
    ("Il y a foule à la porte", BUSY),
)
_ORDERS = (
    ("<h1>C’est à vous</h1>", "paid"),
    ("<h1>Commande annulée</h1>", "cancelled"),
    ("<h1>Paiement en cours</h1>", "pending"),
)
LINE = re.compile(r'<li id="ligne-(\d+)"( class="expiree")?')
ACTION = re.compile(r'action="/panier/(\d+)/(prolonger|remettre|reprendre)"')
CODE = re.compile(r"/(?:commandes|paiement/retour)/([A-Z0-9]+)")
FIELD = re.compile(r'<input[^>]*name="(token|total|due|delivery)"[^>]*>')
VALUE = re.compile(r'value="([^"]*)"')


def shut(answer: Answer) -> bool:
    """Whether the house says, as it should, that it cannot answer just now."""
    return answer.status == 503 and "La maison a un empêchement" in answer.text


def of_hold(answer: Answer) -> str:
    """Return what a posted wish came to: `held`, a refusal, or what is wrong."""
    if answer.status == 303 and "/ventes/" in answer.where:
        return "held"
    if answer.status in (403, 409, 429):
        for words, says in _REFUSALS:
            if words in answer.text:
                return says
    return of_any(answer)


def of_order(answer: Answer) -> str:
    """Return how an order's page says it stands."""
    if answer.status == 200:
        for words, says in _ORDERS:
            if words in answer.text:
                return says
    return of_any(answer)


def of_any(answer: Answer) -> str:
    """Return `fine` for a page or a redirection, a word, or what is wrong."""
    if answer.status in (200, 303):
        return "fine"
    if answer.status == 429:
        return TOO_FAST
    return SHUT if shut(answer) else f"wrong {answer.status}"


def lines_of(text: str) -> list[int]:
    """Return the holds a basket shows as kept."""
    return [int(hold) for hold, ended in LINE.findall(text) if not ended]


def actions_of(text: str) -> set[tuple[int, str]]:
    """Return what a basket offers to do: (hold, word of the button)."""
    return {(int(hold), word) for hold, word in ACTION.findall(text)}


def fields_of(text: str) -> dict[str, str]:
    """Return the hidden fields of a checkout, and the first way out of the house."""
    found: dict[str, str] = {}
    for match in FIELD.finditer(text):
        value = VALUE.search(match.group(0))
        found.setdefault(match.group(1), value.group(1) if value else "")
    return found
