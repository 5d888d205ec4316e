"""Every note of the demo club, and the house's own word."""

from flashsale.demo.content import DemoNote, Words, words
from flashsale.demo.notes_books import NOTES_BOOKS
from flashsale.demo.notes_films import NOTES_FILMS
from flashsale.demo.notes_paper import NOTES_PAPER
from flashsale.demo.notes_sound import NOTES_SOUND

NOTES: dict[str, DemoNote] = NOTES_BOOKS | NOTES_SOUND | NOTES_FILMS | NOTES_PAPER

# « Le mot de la table », signed by Noémie Garant.
TABLE_WORD: Words = words(
    """
Cette semaine, tout ce qu'on a choisi parle de se réchauffer : un disque d'aréna, une
déneigeuse, un bal de sous-sol. Ce n'était pas voulu. On s'en est rendu compte en pliant
les feuilles, et on a trouvé que ça tombait bien.

Si une vente vous manque, écrivez-nous. On rappelle souvent les petites maisons pour
leur en demander encore dix.
""",
    """
This week, everything we picked is about keeping warm: a record made in an arena, a
snowplow, a ball in a basement. It was not planned. We noticed while folding the sheets,
and thought it rather well timed.

If you missed a sale, write to us. We often call the small presses back to ask for ten
more.
""",
)
