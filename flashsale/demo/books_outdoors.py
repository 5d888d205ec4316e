"""The other books of the demo club: towers, shelters, rivers, interchanges."""

from flashsale.demo.content import DemoWork, fact, words
from flashsale.demo.editions import EPUB, PDF, PRINTED, download, parcel
from flashsale.kernel.kinds import Form, Kind

BOOKS_OUTDOORS: tuple[DemoWork, ...] = (
    DemoWork(
        slug="le-carnet-d-adelard",
        kind=Kind.BOOK,
        title="Le carnet d’Adélard",
        subtitle="gardien de tour, 1961-1974",
        producer="editions-rang-double",
        byline="Jeanne Thivierge",
        credits=(("A01", "Jeanne Thivierge"),),
        published_on="2026-08",
        description=words(
            "Treize étés dans une tour à feu, reconstitués à partir d'un carnet trouvé "
            "dans une poche d'imperméable.",
            "Thirteen summers in a fire tower, pieced together from a notebook found "
            "in a raincoat pocket.",
        ),
        cover_alt=words(
            "Couverture de « Le carnet d'Adélard » : une tour à feu rouge au-dessus "
            "des épinettes, une fumée au loin",
            "Cover of “Le carnet d'Adélard”: a red fire tower above spruces, one smoke "
            "far off",
        ),
        proof=words("imprimé au dos du livre", "printed on the back of the book"),
        editions=(
            parcel(
                Form.PRINT,
                "978298145003",
                PRINTED,
                (2295, 1250),
                120,
                size=(140, 215, 13),
                weight_g=240,
                pages=168,
            ),
            download(Form.EBOOK, "978298145004", EPUB, (1399, 750), 40, pages=168),
        ),
        facts=(
            fact("format", "14 × 21,5 cm, 168 pages", "14 × 21.5 cm, 168 pages"),
            fact(
                "inside",
                "32 pages du carnet en fac-similé, taches comprises",
                "32 pages of the notebook in facsimile, stains included",
            ),
            fact("run", "1 000, dont 120 pour cette vente", "1,000, 120 of them here"),
            fact("language", "Français", "French"),
            fact(
                "ships",
                "Sous trois jours ouvrables, de Rimouski",
                "Within three working days, from Rimouski",
            ),
        ),
    ),
    DemoWork(
        slug="la-vie-secrete-des-abribus",
        kind=Kind.BOOK,
        title="La vie secrète des abribus",
        subtitle="enquête immobile",
        producer="maison-ruelle-nord",
        byline="Yves-Marie Castonguay",
        credits=(("A01", "Yves-Marie Castonguay"),),
        published_on="2026-10",
        description=words(
            "Un an assis dans le même abribus, du premier au dernier passage de la 51.",
            "One year sitting in the same bus shelter, from the first 51 to the last.",
        ),
        cover_alt=words(
            "Couverture de « La vie secrète des abribus » : cinq silhouettes roses et "
            "bleues attendent sous la neige",
            "Cover of “La vie secrète des abribus”: five pink and blue figures wait in "
            "the snow",
        ),
        proof=words(
            "affiché sur le site de Maison Ruelle Nord",
            "posted on Maison Ruelle Nord’s site",
        ),
        editions=(
            parcel(
                Form.PRINT,
                "978298145302",
                PRINTED,
                (2495, 1400),
                90,
                size=(165, 220, 12),
                weight_g=296,
                pages=144,
            ),
        ),
        facts=(
            fact("format", "16,5 × 22 cm, 144 pages", "16.5 × 22 cm, 144 pages"),
            fact("printing", "Deux couleurs, rose et bleu", "Two inks, pink and blue"),
            fact("language", "Français", "French"),
            fact(
                "ships",
                "Sous quatre jours ouvrables, de Montréal",
                "Within four working days, from Montréal",
            ),
        ),
    ),
    DemoWork(
        slug="portage",
        kind=Kind.BOOK,
        title="Portage",
        subtitle="récit",
        producer="editions-de-l-aviron",
        byline="Simon Vollant-Bacon",
        credits=(("A01", "Simon Vollant-Bacon"),),
        published_on="2026-06",
        description=words(
            "Un père et sa fille descendent une rivière que le père a remontée à son "
            "âge à elle. Onze jours, quatorze portages, peu de mots.",
            "A father and daughter go down the river he went up at her age. Eleven "
            "days, fourteen portages, few words.",
        ),
        cover_alt=words(
            "Couverture de « Portage » : un canot orange vu d'en haut traverse les "
            "bandes vertes d'un courant",
            "Cover of “Portage”: an orange canoe seen from above crosses the green "
            "bands of a current",
        ),
        proof=words("imprimé au dos du livre", "printed on the back of the book"),
        editions=(
            parcel(
                Form.PRINT,
                "978298145501",
                PRINTED,
                (2195, 1300),
                110,
                size=(135, 205, 12),
                weight_g=212,
                pages=156,
            ),
            download(Form.EBOOK, "978298145502", EPUB, (1299, 700), 40, pages=156),
        ),
        facts=(
            fact("format", "13,5 × 20,5 cm, 156 pages", "13.5 × 20.5 cm, 156 pages"),
            fact("inside", "Une carte dépliante de la rivière", "A fold-out river map"),
            fact("run", "600, dont 110 pour cette vente", "600, 110 of them here"),
            fact("language", "Français", "French"),
            fact(
                "ships",
                "Sous deux jours ouvrables, de Wendake",
                "Within two working days, from Wendake",
            ),
        ),
    ),
    DemoWork(
        slug="echangeur",
        kind=Kind.BOOK,
        title="Échangeur",
        subtitle="bande dessinée",
        producer="maison-ruelle-nord",
        byline="Mélodie Paquin-Roy",
        credits=(("A01", "Mélodie Paquin-Roy"), ("A12", "Mélodie Paquin-Roy")),
        published_on="2026-03",
        description=words(
            "Neuf conducteurs pris dans le même échangeur un vendredi soir. Personne "
            "ne sort avant la page 140.",
            "Nine drivers stuck in the same interchange on a Friday night. Nobody gets "
            "out before page 140.",
        ),
        cover_alt=words(
            "Couverture de « Échangeur » : des rubans de route rouges, jaunes, bleus "
            "et noirs se croisent et se chevauchent",
            "Cover of “Échangeur”: ribbons of road in red, yellow, blue and black "
            "cross over one another",
        ),
        proof=words(
            "affiché chez trois libraires indépendants",
            "posted by three independent booksellers",
        ),
        editions=(
            parcel(
                Form.PRINT,
                "978298145303",
                PRINTED,
                (3295, 1850),
                130,
                size=(190, 255, 16),
                weight_g=560,
                pages=172,
            ),
            download(Form.PDF, "RUELLE-ECHANGEUR-PDF", PDF, (1500, 750), 30, pages=172),
        ),
        facts=(
            fact("format", "19 × 25,5 cm, 172 pages", "19 × 25.5 cm, 172 pages"),
            fact(
                "printing", "Quatre tons directs, papier mat", "Four inks, matte paper"
            ),
            fact("run", "1 500, dont 130 pour cette vente", "1,500, 130 of them here"),
            fact(
                "language", "Français, un chapitre muet", "French, one silent chapter"
            ),
            fact(
                "ships",
                "Sous quatre jours ouvrables, de Montréal",
                "Within four working days, from Montréal",
            ),
        ),
    ),
)
