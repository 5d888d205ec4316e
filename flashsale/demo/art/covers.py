"""Which drawing is the cover of which work."""

from collections.abc import Callable
from random import Random

from flashsale.demo.art import (
    albums,
    audiobooks,
    books,
    books_outdoors,
    fanzines,
    films,
    magazines,
    tickets,
)
from flashsale.demo.art.sheet import Sheet

Composition = Callable[[Random], Sheet]

COVERS: dict[str, Composition] = {
    "deneiger-la-nuit": books.deneiger,
    "poemes-de-char": books.poemes_de_char,
    "petite-histoire-du-sloche": books.sloche,
    "atlas-des-tavernes": books.tavernes,
    "saint-prime-la-nuit": books_outdoors.saint_prime,
    "le-carnet-d-adelard": books_outdoors.adelard,
    "la-vie-secrete-des-abribus": books_outdoors.abribus,
    "portage": books_outdoors.portage,
    "echangeur": books_outdoors.echangeur,
    "onde-courte": audiobooks.onde_courte,
    "lampe-de-galerie": audiobooks.lampe_de_galerie,
    "le-telephone-de-rollande": audiobooks.rollande,
    "le-phare-a-eteint": audiobooks.phare,
    "chaleur-tournante": albums.chaleur_tournante,
    "frequences-du-bas-du-fleuve": albums.frequences,
    "cassette-jaune": albums.cassette_jaune,
    "le-piano-du-centre-d-achats": albums.piano,
    "musique-pour-traversier": albums.traversier,
    "coulee": albums.coulee,
    "sept-heures-vers-senneterre": films.senneterre,
    "les-patenteux": films.patenteux,
    "les-heures-de-glace": films.heures_de_glace,
    "sous-le-b": films.sous_le_b,
    "chalet-a-vendre": films.chalet,
    "moraine-14": magazines.moraine,
    "laine-d-acier-3": magazines.laine_d_acier,
    "estran-8": magazines.estran,
    "bout-du-rang-5": magazines.bout_du_rang,
    "depanneur-mon-amour-6": fanzines.depanneur,
    "cabane-cabane": fanzines.cabane_cabane,
    "scrap-book-de-ruelle": fanzines.ruelle,
    "recettes-de-char": fanzines.recettes_de_char,
    "ruban-noir-2": fanzines.ruban_noir,
    "grand-bal-des-sous-sols": tickets.grand_bal,
    "une-tuque-a-l-opera": tickets.tuque,
    "lecture-dans-un-lave-auto": tickets.lave_auto,
    "cine-grange": tickets.cine_grange,
}


def cover(work: str) -> Sheet:
    """Return the cover of the work named by its slug; the same one each time."""
    return COVERS[work](Random(work))  # noqa: S311, a drawing is no secret
