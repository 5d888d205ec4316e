"""Sample page models of the storefront: the mocks' Thursday, in every state."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from markupsafe import Markup

from flashsale.kernel.ids import LotId
from flashsale.kernel.kinds import Delivery, Form, Kind
from flashsale.kernel.language import Language
from flashsale.kernel.window import Length
from flashsale.storefront.pages import (
    ArchivesPage,
    ComingDay,
    DropPage,
    PastDrop,
    PastSheet,
    TodayPage,
    UpcomingPage,
)
from flashsale.storefront.parts import (
    Card,
    Closing,
    Details,
    Fact,
    Hand,
    Invitation,
    Mine,
    Offer,
    Passage,
    Picture,
    Price,
    Share,
    Spread,
    Teaser,
    Tick,
)
from flashsale.storefront.stands import Stand, Stock
from flashsale.web.filters import ZONE
from flashsale.web.papers import Paper, paper_of

FR = Language.FR
NOW = datetime(2026, 11, 26, 11, 42, tzinfo=ZONE)
TOMORROW = datetime(2026, 11, 27, 11, 0, tzinfo=ZONE)
SATURDAY = datetime(2026, 11, 28, 11, 0, tzinfo=ZONE)
OPENED = datetime(2026, 11, 26, 11, 0, tzinfo=ZONE)


def fr(text: str) -> Passage:
    """Return a French passage."""
    return Passage(Markup(text), FR)  # noqa: S704


def picture(slug: str, width: int, height: int, alt: str = "Couverture") -> Picture:
    """Return the picture of a demo cover."""
    return Picture(f"/oeuvres/{slug}.svg", width, height, alt)


def a_card(**changes: object) -> Card:
    """Return the lead of the mock, with changes."""
    card = Card(
        slug="chaleur-tournante",
        title="Chaleur tournante",
        kind=Kind.ALBUM,
        details=Details("vinyle 33 tours"),
        byline="Patinoire intérieure",
        producer="Disques Cabane à son",
        hook=fr(
            "Neuf chansons enregistrées dans un aréna fermé, compresseur allumé. "
            "On entend le froid, et quelqu’un qui chante pour se réchauffer."
        ),
        hook_hand=Hand("Félix Audet"),
        picture=picture("chaleur-tournante", 600, 600, "Pochette : une spirale rouge"),
        price=Price(2100, 3500, 40),
        stock=Stock(120, 0, 37),
        stand=Stand.OPEN,
        paper=Paper.MENTHE,
        length=Length.ONE_DAY,
        opens_at=OPENED,
        closes_at=TOMORROW,
        is_today=True,
    )
    return replace(card, **changes)  # type: ignore[arg-type]


def others() -> tuple[Card, ...]:
    """Return the four other sales of the mock."""
    yesterday = OPENED - timedelta(days=1)
    return (
        a_card(
            slug="deneiger-la-nuit",
            title="Déneiger la nuit",
            kind=Kind.BOOK,
            details=Details("roman, 184 pages"),
            byline="Maude Tanguay-Roy",
            producer="Éditions Rang Double",
            hook=fr(
                "Une déneigeuse de la Côte-Nord parle à son camion comme on parle à "
                "un mort. C’est drôle, et puis ça ne l’est plus."
            ),
            picture=picture("deneiger-la-nuit", 400, 600),
            price=Price(1450, 2495, 41),
            stock=Stock(200, 0, 36),
            length=Length.TWO_DAYS,
            closes_at=SATURDAY,
            is_wide=True,
        ),
        a_card(
            slug="depanneur-mon-amour-6",
            title="Dépanneur mon amour, nº 6",
            kind=Kind.FANZINE,
            details=Details("36 pages"),
            byline="Collectif, Montréal",
            producer="",
            picture=picture("depanneur-mon-amour-6", 420, 560),
            price=Price(600, 1000, 40),
            stock=Stock(60, 1, 56, mine=1),
            stand=Stand.HELD,
            paper=Paper.CANARI,
            length=Length.TWO_DAYS,
            opens_at=yesterday,
            is_today=False,
        ),
        a_card(
            slug="grand-bal-des-sous-sols",
            title="Grand bal des sous-sols",
            kind=Kind.TICKET,
            details=Details("deux pour un · samedi 12 décembre, 20 h"),
            byline="Salle Sainte-Bibiane, Trois-Rivières",
            producer="",
            hook=fr("On danse en bas de laine. Apportez les vôtres."),
            picture=picture("grand-bal-des-sous-sols", 480, 600),
            stock=Stock(80, 0, 80),
            stand=Stand.SOLD_OUT,
            paper=Paper.CANARI,
            opens_at=yesterday,
            is_today=False,
        ),
        a_card(
            slug="sept-heures-vers-senneterre",
            title="Sept heures vers Senneterre",
            kind=Kind.FILM,
            details=Details("fichier HD et livret"),
            byline="Un film d’Anaïs Lebœuf, 74 min",
            producer="",
            hook=fr(
                "Le train n’a pas de wifi, le wagon non plus. Lebœuf filme ce que les "
                "gens se disent quand il n’y a rien d’autre à faire."
            ),
            picture=picture("sept-heures-vers-senneterre", 400, 600),
            price=Price(799, 1599, 50),
            stock=Stock(400, 12, 38),
            length=Length.TWO_DAYS,
            closes_at=SATURDAY,
            is_wide=True,
        ),
    )


def teasers() -> tuple[Teaser, ...]:
    """Return what comes next in the mock."""
    days = (
        (Kind.MAGAZINE, 90, "moraine-14", "Une revue qui gratte la rouille."),
        (Kind.BOOK, 150, "poemes-de-char", "Des poèmes écrits au feu rouge."),
        (Kind.ALBUM, 45, "frequences-du-bas-du-fleuve", "Un an de micros dehors."),
    )
    return tuple(
        Teaser(
            paper_of(OPENED + timedelta(days=n)),
            kind,
            copies,
            fr(hook),
            picture(slug, 420, 560),
            OPENED + timedelta(days=n),
            Length.ONE_DAY,
        )
        for n, (kind, copies, slug, hook) in enumerate(days, start=1)
    )


def today(**changes: object) -> TodayPage:
    """Return the mock's table, with changes."""
    lead, rest = a_card(), others()
    page = TodayPage(
        number=997,
        day=date(2026, 11, 26),
        now=NOW,
        paper=Paper.MENTHE,
        opening=OPENED,
        is_before_opening=False,
        opens_next_at=TOMORROW,
        lead=lead,
        others=rest,
        closings=tuple(
            Closing(c.title, c.path, c.paper, c.closes_at, columns)
            for c, columns in ((lead, 24), (rest[1], 24), (rest[0], 48), (rest[3], 48))
        ),
        ticks=(
            Tick(13, datetime(2026, 11, 27, 0, tzinfo=ZONE), False),
            Tick(25, TOMORROW, True),
            Tick(37, datetime(2026, 11, 28, 0, tzinfo=ZONE), False),
        ),
        next=teasers(),
        word=fr(
            "<p>Cette semaine, tout ce qu’on a choisi parle de se réchauffer : un "
            "disque d’aréna, une déneigeuse, un bal de sous-sol. Ce n’était pas voulu. "
            "On s’en est rendu compte en pliant les feuilles.</p>"
        ),
        word_hand=Hand("Noémie Garant"),
        invitation=Invitation(3),
    )
    return replace(page, **changes)  # type: ignore[arg-type]


def drop(stand: Stand = Stand.ALMOST_GONE, **changes: object) -> DropPage:
    """Return the mock's drop in a state, with changes."""
    stocks = {
        Stand.OPEN: Stock(60, 3, 20),
        Stand.ALMOST_GONE: Stock(60, 1, 55),
        Stand.HELD: Stock(60, 1, 56, mine=1),
        Stand.ALL_HELD: Stock(60, 4, 56),
        Stand.SOLD_OUT: Stock(60, 0, 60),
        Stand.BEFORE: Stock(60, 0, 0),
    }
    stock = stocks.get(stand, Stock(60, 0, 56))
    page = DropPage(
        slug="depanneur-mon-amour-6",
        title="Dépanneur mon amour",
        kind=Kind.FANZINE,
        subtitle="Nº 6",
        byline="par le collectif Les Tablettes",
        producer="Les Tablettes",
        city="Montréal",
        details=Details(),
        paper=Paper.CANARI,
        length=Length.TWO_DAYS,
        opens_at=TOMORROW if stand is Stand.BEFORE else OPENED - timedelta(days=1),
        closes_at=NOW - timedelta(days=3) if stand is Stand.CLOSED else TOMORROW,
        now=NOW,
        stand=stand,
        stock=stock,
        offers=(
            Offer(
                LotId(1),
                "Papier",
                Form.PRINT,
                Delivery.PARCEL,
                Price(600, 1000, 40),
                stock,
            ),
            Offer(
                LotId(2), "", Form.PDF, Delivery.DIGITAL, Price(300), Stock(40, 0, 3)
            ),
            Offer(
                LotId(3),
                "Papier et PDF",
                Form.BUNDLE,
                Delivery.PARCEL,
                Price(750),
                Stock(10, 0, 10),
            ),
        ),
        member_limit=2,
        picture=picture("depanneur-mon-amour-6", 420, 560, "Un auvent rayé rose"),
        note=fr(
            "<p>On l’a lu debout, entre le présentoir à gratteux et le comptoir, comme "
            "il se doit. <em>Dépanneur mon amour</em> en est à son sixième numéro et "
            "n’a toujours pas de site web, pas de subvention et pas de numéro de "
            "téléphone : on le trouve en le cherchant.</p><p>Cette fois, onze "
            "personnes "
            "racontent un dépanneur qui n’existe plus. Il y a celui de la rue Chabot, "
            "qui faisait crédit aux musiciens. Celui d’Amqui, où les films se louaient "
            "avec un deux-litres.</p>"
        ),
        note_hand=Hand("Rosalie Tran", "s’occupe des fanzines", "#FF5FA8"),
        spreads=tuple(
            Spread(picture("depanneur-mon-amour-6", 420, 560), caption)
            for caption in ("Laval, tablette par tablette", "La façade", "Le crédit")
        ),
        facts=(
            Fact("Format", "14 × 21,6 cm, 36 pages"),
            Fact("Impression", "Risographie, rose fluo et bleu"),
            Fact("Tirage", "300, dont 60 pour cette vente"),
        ),
        share=Share(600, 420, 120, 60),
        mine=Mine(
            held=stock.mine,
            expires_at=NOW + timedelta(minutes=8, seconds=42) if stock.mine else None,
            bought=1 if stand is Stand.BOUGHT else 0,
            may_take=2,
            extend_path="/panier/1/prolonger" if stock.mine else "",
            release_path="/panier/1/remettre" if stock.mine else "",
        ),
        token="0" * 32,
        shipping_cents=240,
    )
    return replace(page, **changes)  # type: ignore[arg-type]


def upcoming() -> UpcomingPage:
    """Return a week with three openings."""
    by_day = {teaser.opens_at.date(): teaser for teaser in teasers()}
    days = [date(2026, 11, 27) + timedelta(days=n) for n in range(7)]
    return UpcomingPage(
        NOW,
        tuple(
            ComingDay(day, paper_of(day), (by_day[day],) if day in by_day else ())
            for day in days
        ),
    )


def archives() -> ArchivesPage:
    """Return two past sheets."""
    past = tuple(
        PastDrop(
            f"/ventes/{card.slug}",
            card.title,
            card.kind,
            card.byline,
            card.paper,
            card.hook,
            card.picture,
            card.stock.allotted - 3,
            card.stock.allotted,
        )
        for card in others()
    )
    days = (date(2026, 11, 24), date(2026, 11, 23))
    return ArchivesPage(
        "",
        tuple(
            PastSheet(995 - n, day, paper_of(day), past[n * 2 : n * 2 + 2])
            for n, day in enumerate(days)
        ),
        1,
        3,
    )
