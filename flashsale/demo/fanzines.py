"""The fanzines of the demo club."""

from flashsale.demo.content import DemoWork, InsideSpread, fact, words
from flashsale.demo.editions import PDF, PRINTED, download, parcel
from flashsale.demo.magazines import PAPER_AND_PDF
from flashsale.kernel.kinds import Form, Kind

FANZINES: tuple[DemoWork, ...] = (
    DemoWork(
        slug="depanneur-mon-amour-6",
        kind=Kind.FANZINE,
        title="Dépanneur mon amour",
        subtitle="nº 6",
        producer="collectif-les-tablettes",
        byline="Collectif Les Tablettes",
        credits=(("B01", "Collectif Les Tablettes"),),
        published_on="2026-11",
        description=words(
            "Onze personnes racontent un dépanneur qui n'existe plus. Deux encres, "
            "trente-six pages, une agrafe posée croche.",
            "Eleven people remember a corner store that is gone. Two inks, thirty-six "
            "pages, one crooked staple.",
        ),
        cover_alt=words(
            "Couverture de « Dépanneur mon amour », nº 6 : un auvent rayé rose, trois "
            "tablettes de bouteilles, de popsicles et de croustilles",
            "Cover of “Dépanneur mon amour”, no. 6: a pink striped awning, three "
            "shelves of bottles, popsicles and chips",
        ),
        proof=words("imprimé au dos du numéro", "printed on the back of the issue"),
        editions=(
            parcel(
                Form.PRINT,
                "TABLETTES-DEP-06",
                PRINTED,
                (1000, 600),
                60,
                pages=36,
                size=(140, 216, 4),
                weight_g=78,
            ),
            download(Form.PDF, "TABLETTES-DEP-06-PDF", PDF, (500, 300), 8, pages=36),
            parcel(
                Form.BUNDLE,
                "TABLETTES-DEP-06-DUO",
                PAPER_AND_PDF,
                (1250, 750),
                6,
                pages=36,
                size=(140, 216, 4),
                weight_g=78,
            ),
        ),
        facts=(
            fact("format", "14 × 21,6 cm, 36 pages", "14 × 21.6 cm, 36 pages"),
            fact(
                "printing",
                "Risographie, rose fluo et bleu, papier recyclé 120 g",
                "Risograph, fluorescent pink and blue, recycled paper, 120 g",
            ),
            fact("run", "300, dont 66 pour cette vente", "300, 66 of them here"),
            fact(
                "language",
                "Français, deux pages en anglais",
                "French, two pages in English",
            ),
            fact(
                "ships",
                "Le lundi suivant, de Montréal",
                "The following Monday, from Montréal",
            ),
        ),
        spreads=(
            InsideSpread(
                "store-plan",
                words(
                    "Double page : plan d'un dépanneur dessiné de mémoire, avec les "
                    "prix de 1994",
                    "Spread: plan of a corner store drawn from memory, with the "
                    "prices of 1994",
                ),
                words("Laval, tablette par tablette", "Laval, shelf by shelf"),
            ),
            InsideSpread(
                "store-front",
                words(
                    "Double page : une façade de dépanneur la nuit, en trame bleue",
                    "Spread: the front of a corner store at night, in a blue screen",
                ),
                words(
                    "La façade, un mardi de tempête", "The front, one stormy Tuesday"
                ),
            ),
            InsideSpread(
                "store-credit",
                words(
                    "Double page : le mot crédit imprimé deux fois, décalé",
                    "Spread: the word “crédit” printed twice, out of register",
                ),
                words(
                    "Ce qu'on devait encore en fermant",
                    "What we still owed when it closed",
                ),
            ),
        ),
    ),
    DemoWork(
        slug="cabane-cabane",
        kind=Kind.FANZINE,
        title="Cabane, cabane",
        subtitle="pêche blanche",
        producer="collectif-les-tablettes",
        byline="Flavie Néron-Wu",
        credits=(("A12", "Flavie Néron-Wu"),),
        published_on="2026-02",
        description=words(
            "Vingt-quatre cabanes à pêche dessinées le même samedi, de la plus droite "
            "à la plus sincère.",
            "Twenty-four ice-fishing huts drawn on the same Saturday, from the "
            "straightest to the most sincere.",
        ),
        cover_alt=words(
            "Couverture de « Cabane, cabane » : seize cabanes à pêche de toutes les "
            "couleurs, de travers sur la glace",
            "Cover of “Cabane, cabane”: sixteen fishing huts of every colour, crooked "
            "on the ice",
        ),
        proof=words("imprimé au dos du numéro", "printed on the back of the issue"),
        editions=(
            parcel(
                Form.PRINT,
                "TABLETTES-CABANE",
                PRINTED,
                (1200, 700),
                16,
                pages=52,
                size=(148, 210, 5),
                weight_g=104,
            ),
            download(Form.PDF, "TABLETTES-CABANE-PDF", PDF, (600, 300), 30, pages=52),
        ),
        facts=(
            fact("format", "14,8 × 21 cm, 52 pages", "14.8 × 21 cm, 52 pages"),
            fact("printing", "Risographie, quatre tambours", "Risograph, four drums"),
            fact("run", "200, dont 16 pour cette vente", "200, 16 of them here"),
            fact(
                "ships",
                "Le lundi suivant, de Montréal",
                "The following Monday, from Montréal",
            ),
        ),
    ),
    DemoWork(
        slug="scrap-book-de-ruelle",
        kind=Kind.FANZINE,
        title="Scrap-book de ruelle",
        subtitle="été, côté cour",
        producer="imprimerie-du-cap",
        byline="Les enfants de la 3e Avenue",
        credits=(("B01", "Imprimerie du Cap"),),
        published_on="2026-09",
        description=words(
            "Un été de ruelle consigné par onze enfants et un voisin à la retraite, "
            "qui a fait la mise en pages.",
            "One summer in an alley, recorded by eleven children and a retired "
            "neighbour who did the layout.",
        ),
        cover_alt=words(
            "Couverture de « Scrap-book de ruelle » : trois cordes à linge entre deux "
            "murs de brique, un chat en bas",
            "Cover of “Scrap-book de ruelle”: three clotheslines between two brick "
            "walls, a cat below",
        ),
        proof=words("imprimé au dos du numéro", "printed on the back of the issue"),
        editions=(
            parcel(
                Form.PRINT,
                "CAP-RUELLE",
                PRINTED,
                (1100, 650),
                50,
                pages=48,
                size=(165, 230, 5),
                weight_g=118,
            ),
            download(Form.PDF, "CAP-RUELLE-PDF", PDF, (500, 250), 30, pages=48),
        ),
        facts=(
            fact("format", "16,5 × 23 cm, 48 pages", "16.5 × 23 cm, 48 pages"),
            fact(
                "inside",
                "Une carte des cachettes, périmée",
                "A map of hiding places, out of date",
            ),
            fact(
                "printing",
                "Risographie, trois encres, colle visible",
                "Risograph, three inks, visible glue",
            ),
            fact("run", "150, dont 50 pour cette vente", "150, 50 of them here"),
            fact(
                "ships",
                "Sous trois jours ouvrables, de Québec",
                "Within three working days, from Québec",
            ),
        ),
    ),
    DemoWork(
        slug="recettes-de-char",
        kind=Kind.FANZINE,
        title="Recettes de char",
        subtitle="capot ouvert, moteur tiède",
        producer="collectif-les-tablettes",
        byline="Guylaine Morissette-Diaz",
        credits=(("A01", "Guylaine Morissette-Diaz"),),
        published_on="2026-12",
        description=words(
            "Dix-sept plats cuits sur un moteur, avec le kilométrage au lieu du temps "
            "de cuisson.",
            "Seventeen dishes cooked on an engine, with kilometres instead of cooking "
            "times.",
        ),
        cover_alt=words(
            "Couverture de « Recettes de char » : un œuf au miroir dans un volant, "
            "fourchette et couteau, nappe à carreaux",
            "Cover of “Recettes de char”: a fried egg inside a steering wheel, fork "
            "and knife, checked cloth",
        ),
        proof=words("imprimé au dos du numéro", "printed on the back of the issue"),
        editions=(
            parcel(
                Form.PRINT,
                "TABLETTES-RECETTES",
                PRINTED,
                (900, 500),
                60,
                pages=40,
                size=(140, 216, 4),
                weight_g=84,
            ),
        ),
        facts=(
            fact(
                "format",
                "14 × 21,6 cm, 40 pages, essuyables",
                "14 × 21.6 cm, 40 pages, wipe-clean",
            ),
            fact("run", "250, dont 60 pour cette vente", "250, 60 of them here"),
            fact(
                "ships",
                "Le lundi suivant, de Montréal",
                "The following Monday, from Montréal",
            ),
        ),
    ),
    DemoWork(
        slug="ruban-noir-2",
        kind=Kind.FANZINE,
        title="Ruban noir nº 2",
        subtitle="écrit sans touche d’effacement",
        producer="imprimerie-du-cap",
        byline="Ulysse Corbeil-Hébert",
        credits=(("A01", "Ulysse Corbeil-Hébert"),),
        published_on="2026-06",
        description=words(
            "Quarante lettres de réclamation tapées à la machine, jamais envoyées, "
            "fautes comprises.",
            "Forty letters of complaint, typed on a machine, never sent, mistakes "
            "included.",
        ),
        cover_alt=words(
            "Couverture de « Ruban noir nº 2 » : une machine à écrire verte tape son "
            "propre titre",
            "Cover of “Ruban noir no. 2”: a green typewriter types its own title",
        ),
        proof=words("imprimé au dos du numéro", "printed on the back of the issue"),
        editions=(
            parcel(
                Form.PRINT,
                "CAP-RUBAN-02",
                PRINTED,
                (1000, 550),
                45,
                pages=44,
                size=(140, 216, 4),
                weight_g=90,
            ),
            download(Form.PDF, "CAP-RUBAN-02-PDF", PDF, (500, 250), 30, pages=44),
            parcel(
                Form.BUNDLE,
                "CAP-RUBAN-02-DUO",
                PAPER_AND_PDF,
                (1300, 650),
                15,
                pages=44,
                size=(140, 216, 4),
                weight_g=90,
            ),
        ),
        facts=(
            fact("format", "14 × 21,6 cm, 44 pages", "14 × 21.6 cm, 44 pages"),
            fact(
                "printing",
                "Offset noir, un ton vert à la main",
                "Black offset, green added by hand",
            ),
            fact("run", "180, dont 60 pour cette vente", "180, 60 of them here"),
            fact(
                "ships",
                "Sous trois jours ouvrables, de Québec",
                "Within three working days, from Québec",
            ),
        ),
    ),
)
