"""The magazines of the demo club."""

from flashsale.demo.content import DemoWork, fact, words
from flashsale.demo.editions import PDF, PRINTED, download, parcel
from flashsale.kernel.kinds import Form, Kind

PAPER_AND_PDF = words("Papier et PDF", "Print and PDF")

MAGAZINES: tuple[DemoWork, ...] = (
    DemoWork(
        slug="moraine-14",
        kind=Kind.MAGAZINE,
        title="Moraine nº 14",
        subtitle="revue d’essais et d’images",
        producer="cooperative-moraine",
        byline="Coopérative Moraine",
        credits=(("B01", "Coopérative Moraine"),),
        published_on="2026-11",
        description=words(
            "Un numéro sur la rouille : ponts, ententes, vieilles amitiés, et un "
            "reportage dans une usine qui n'a jamais ouvert.",
            "An issue about rust: bridges, agreements, old friendships, and a report "
            "from a mill that never opened.",
        ),
        cover_alt=words(
            "Couverture de « Moraine nº 14 » : des strates ondulées, orange, à "
            "points, noires et hachurées",
            "Cover of “Moraine no. 14”: wavy strata in orange, dots, black and "
            "hatching",
        ),
        proof=words("imprimé en couverture", "printed on the cover"),
        editions=(
            parcel(
                Form.PRINT,
                "MORAINE-14",
                PRINTED,
                (1800, 1000),
                90,
                pages=132,
                size=(190, 250, 11),
                weight_g=390,
            ),
            download(Form.PDF, "MORAINE-14-PDF", PDF, (900, 450), 30, pages=132),
            parcel(
                Form.BUNDLE,
                "MORAINE-14-DUO",
                PAPER_AND_PDF,
                (2200, 1150),
                30,
                pages=132,
                size=(190, 250, 11),
                weight_g=390,
            ),
        ),
        facts=(
            fact("format", "19 × 25 cm, 132 pages", "19 × 25 cm, 132 pages"),
            fact(
                "inside",
                "Onze essais, quatre poèmes, un plan d'usine",
                "Eleven essays, four poems, a mill plan",
            ),
            fact(
                "printing",
                "Orange et noir, papier non couché",
                "Orange and black, uncoated paper",
            ),
            fact("run", "800, dont 120 pour cette vente", "800, 120 of them here"),
            fact(
                "language",
                "Français, un essai en innu et en français",
                "French, one essay in Innu and French",
            ),
            fact(
                "ships",
                "Sous trois jours ouvrables, de Saguenay",
                "Within three working days, from Saguenay",
            ),
        ),
    ),
    DemoWork(
        slug="laine-d-acier-3",
        kind=Kind.MAGAZINE,
        title="Laine d’acier nº 3",
        subtitle="récits de métiers",
        producer="collectif-laine-d-acier",
        byline="Collectif Laine d’acier",
        credits=(("B01", "Collectif Laine d’acier"),),
        published_on="2026-05",
        description=words(
            "Numéro soudure : huit personnes qui tiennent des choses ensemble, dont "
            "une relieuse et une médiatrice.",
            "The welding issue: eight people who hold things together, among them a "
            "bookbinder and a mediator.",
        ),
        cover_alt=words(
            "Couverture de « Laine d'acier nº 3 » : une pelote de fil noir, un halo "
            "de points rouges, des étincelles jaunes",
            "Cover of “Laine d'acier no. 3”: a ball of black wire, a halo of red "
            "dots, yellow sparks",
        ),
        proof=words("imprimé en couverture", "printed on the cover"),
        editions=(
            parcel(
                Form.PRINT,
                "LAINE-03",
                PRINTED,
                (1600, 950),
                75,
                pages=96,
                size=(200, 265, 8),
                weight_g=310,
            ),
            download(Form.PDF, "LAINE-03-PDF", PDF, (800, 400), 30, pages=96),
        ),
        facts=(
            fact("format", "20 × 26,5 cm, 96 pages", "20 × 26.5 cm, 96 pages"),
            fact(
                "binding",
                "Piqûre à cheval, broches cuivrées",
                "Saddle-stitched, copper staples",
            ),
            fact("run", "600, dont 75 pour cette vente", "600, 75 of them here"),
            fact(
                "ships",
                "Sous trois jours ouvrables, de Trois-Rivières",
                "Within three working days, from Trois-Rivières",
            ),
        ),
    ),
    DemoWork(
        slug="estran-8",
        kind=Kind.MAGAZINE,
        title="Estran nº 8",
        subtitle="le fleuve deux fois par jour",
        producer="label-basse-mer",
        byline="Revue Estran",
        credits=(("B01", "Josiane Pinsonneault-Cyr"),),
        published_on="2026-10",
        description=words(
            "Une revue de marée : ce qu'on trouve, ce qu'on perd, et un grand dossier "
            "sur les bottes dépareillées.",
            "A tidal magazine: what is found, what is lost, and a long feature on odd "
            "boots.",
        ),
        cover_alt=words(
            "Couverture de « Estran nº 8 » : les lignes bleues et vertes d'une marée, "
            "un crabe rouge, trois galets",
            "Cover of “Estran no. 8”: the blue and green lines of a tide, a red crab, "
            "three pebbles",
        ),
        proof=words("imprimé en couverture", "printed on the cover"),
        editions=(
            parcel(
                Form.PRINT,
                "ESTRAN-08",
                PRINTED,
                (1700, 1000),
                85,
                pages=112,
                size=(190, 240, 9),
                weight_g=330,
            ),
            download(Form.PDF, "ESTRAN-08-PDF", PDF, (850, 425), 30, pages=112),
            parcel(
                Form.BUNDLE,
                "ESTRAN-08-DUO",
                PAPER_AND_PDF,
                (2100, 1150),
                25,
                pages=112,
                size=(190, 240, 9),
                weight_g=330,
            ),
        ),
        facts=(
            fact("format", "19 × 24 cm, 112 pages", "19 × 24 cm, 112 pages"),
            fact(
                "inside",
                "Un horaire des marées illustré, à détacher",
                "A tear-out illustrated tide table",
            ),
            fact("printing", "Deux bleus et un rouge", "Two blues and a red"),
            fact("language", "Français", "French"),
            fact(
                "ships",
                "Sous trois jours ouvrables, de Matane",
                "Within three working days, from Matane",
            ),
        ),
    ),
    DemoWork(
        slug="bout-du-rang-5",
        kind=Kind.MAGAZINE,
        title="Bout du rang nº 5",
        subtitle="la terre, le monde, la météo",
        producer="coop-bout-du-rang",
        byline="Coop Bout du rang",
        credits=(("B01", "Coop Bout du rang"),),
        published_on="2026-03",
        description=words(
            "Des gens qui cultivent, un silo qui écoute, et la meilleure chronique "
            "météo au pays, écrite après coup.",
            "People who grow things, a silo that listens, and the country's best "
            "weather column, written afterwards.",
        ),
        cover_alt=words(
            "Couverture de « Bout du rang nº 5 » : des sillons filent vers un silo et "
            "une grange rouge, trois corneilles",
            "Cover of “Bout du rang no. 5”: furrows run to a silo and a red barn, "
            "three crows",
        ),
        proof=words("imprimé en couverture", "printed on the cover"),
        editions=(
            parcel(
                Form.PRINT,
                "RANG-05",
                PRINTED,
                (1500, 850),
                70,
                pages=84,
                size=(210, 270, 7),
                weight_g=280,
            ),
            download(Form.PDF, "RANG-05-PDF", PDF, (700, 350), 30, pages=84),
        ),
        facts=(
            fact("format", "21 × 27 cm, 84 pages", "21 × 27 cm, 84 pages"),
            fact(
                "paper",
                "Recyclé, bon pour allumer le poêle ensuite",
                "Recycled, later good for the stove",
            ),
            fact("run", "500, dont 70 pour cette vente", "500, 70 of them here"),
            fact(
                "ships",
                "Sous quatre jours ouvrables, de Saint-Camille",
                "Within four working days, from Saint-Camille",
            ),
        ),
    ),
)
