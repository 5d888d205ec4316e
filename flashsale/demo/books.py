"""The books of the demo club."""

from flashsale.demo.content import DemoWork, fact, words
from flashsale.demo.editions import EPUB, PRINTED, download, parcel
from flashsale.kernel.kinds import Form, Kind

BOOKS: tuple[DemoWork, ...] = (
    DemoWork(
        slug="deneiger-la-nuit",
        kind=Kind.BOOK,
        title="Déneiger la nuit",
        subtitle="roman",
        producer="editions-rang-double",
        byline="Maude Tanguay-Roy",
        credits=(("A01", "Maude Tanguay-Roy"),),
        published_on="2026-09",
        description=words(
            "Une déneigeuse de la Côte-Nord passe ses nuits seule dans un camion "
            "hérité de son père, et lui raconte tout ce qu'elle ne dit à personne. Un "
            "premier roman en cinq tempêtes.",
            "On the North Shore, a woman drives her late father's snowplow through the "
            "night and tells it everything she tells nobody. A first novel in five "
            "storms.",
        ),
        cover_alt=words(
            "Couverture de « Déneiger la nuit » : un lampadaire jaune, une pelle "
            "rouge, un chemin ouvert dans la neige, la nuit",
            "Cover of “Déneiger la nuit”: a yellow street lamp, a red shovel, a path "
            "cleared through snow at night",
        ),
        proof=words("imprimé au dos du livre", "printed on the back of the book"),
        editions=(
            parcel(
                Form.PRINT,
                "978298145001",
                PRINTED,
                (2495, 1450),
                160,
                pages=184,
                size=(140, 215, 14),
                weight_g=262,
            ),
            download(Form.EBOOK, "978298145002", EPUB, (1499, 850), 40, pages=184),
        ),
        facts=(
            fact("format", "14 × 21,5 cm, 184 pages", "14 × 21.5 cm, 184 pages"),
            fact("binding", "Broché, rabats, cahiers cousus", "Sewn paperback, flaps"),
            fact("run", "1 200, dont 160 pour cette vente", "1,200, 160 of them here"),
            fact("language", "Français, avec les sacres", "French, swearing included"),
            fact(
                "ships",
                "Dans les trois jours ouvrables, de Rimouski",
                "Within three working days, from Rimouski",
            ),
        ),
    ),
    DemoWork(
        slug="poemes-de-char",
        kind=Kind.BOOK,
        title="Poèmes de char",
        subtitle="poésie",
        producer="editions-du-boyau",
        byline="Kevin Labonté",
        credits=(("A01", "Kevin Labonté"),),
        published_on="2026-05",
        description=words(
            "Soixante-deux poèmes écrits au feu rouge, au volant d'une Corolla 2004, "
            "par un livreur de pièces qui traverse le pont quatre fois par jour.",
            "Sixty-two poems written at red lights in a 2004 Corolla by a parts driver "
            "who crosses the bridge four times a day.",
        ),
        cover_alt=words(
            "Couverture de « Poèmes de char » : une petite auto bleue devant un "
            "immense soleil jaune à points roses",
            "Cover of “Poèmes de char”: a small blue car before a huge yellow sun with "
            "pink dots",
        ),
        proof=words(
            "affiché sur le site des Éditions du Boyau",
            "posted on Éditions du Boyau’s site",
        ),
        editions=(
            parcel(
                Form.PRINT,
                "978298145101",
                PRINTED,
                (1800, 950),
                150,
                pages=96,
                size=(127, 178, 9),
                weight_g=128,
            ),
            download(Form.EBOOK, "978298145102", EPUB, (999, 550), 40, pages=96),
        ),
        facts=(
            fact("format", "12,7 × 17,8 cm, 96 pages", "12.7 × 17.8 cm, 96 pages"),
            fact("printing", "Offset, deux couleurs", "Offset, two colours"),
            fact("run", "500, dont 150 pour cette vente", "500, 150 of them here"),
            fact("language", "Français de l'Outaouais", "Outaouais French"),
            fact(
                "ships",
                "Sous deux jours ouvrables, de Gatineau",
                "Within two working days, from Gatineau",
            ),
        ),
    ),
    DemoWork(
        slug="petite-histoire-du-sloche",
        kind=Kind.BOOK,
        title="Petite histoire du sloche",
        subtitle="essai mouillé",
        producer="presses-du-dimanche",
        byline="Réal Boisclair",
        credits=(("A01", "Réal Boisclair"),),
        published_on="2025-11",
        description=words(
            "D'où vient le mot, où va la chose, combien elle coûte en bottes. Un col "
            "bleu retraité raconte trente-quatre ans de voirie et la chimie du sel.",
            "Where the word comes from, where the stuff goes, what it costs in boots. "
            "A retired city worker tells thirty-four winters of road crews and salt.",
        ),
        cover_alt=words(
            "Couverture de « Petite histoire du sloche » : une botte rouge atterrit "
            "dans une flaque brune qui éclabousse",
            "Cover of “Petite histoire du sloche”: a red boot lands in a splashing "
            "brown puddle",
        ),
        proof=words(
            "affiché chez trois libraires indépendants",
            "posted by three independent booksellers",
        ),
        editions=(
            parcel(
                Form.PRINT,
                "978298145201",
                PRINTED,
                (2695, 1500),
                140,
                pages=212,
                size=(152, 229, 15),
                weight_g=318,
            ),
            download(Form.EBOOK, "978298145202", EPUB, (1799, 950), 40, pages=212),
        ),
        facts=(
            fact("format", "15,2 × 22,9 cm, 212 pages", "15.2 × 22.9 cm, 212 pages"),
            fact(
                "inside",
                "19 chapitres, 41 schémas, un index des bottes",
                "19 chapters, 41 diagrams, an index of boots",
            ),
            fact("paper", "Recyclé 100 g, résiste aux gouttes", "Recycled, 100 g"),
            fact("language", "Français", "French"),
            fact(
                "ships",
                "Sous trois jours ouvrables, de Sherbrooke",
                "Within three working days, from Sherbrooke",
            ),
        ),
    ),
    DemoWork(
        slug="atlas-des-tavernes",
        kind=Kind.BOOK,
        title="Atlas des tavernes",
        subtitle="148 adresses, dont 61 fermées",
        producer="maison-ruelle-nord",
        byline="Denise Vaugeois-Khan et Olivier Samson-Roch",
        credits=(("A01", "Denise Vaugeois-Khan"), ("A12", "Olivier Samson-Roch")),
        published_on="2026-04",
        description=words(
            "Un relevé dessiné des tavernes du Québec : plans, enseignes, terrazzo, "
            "menus du midi, et le nom de la personne derrière le bar.",
            "A drawn survey of Québec's taverns: floor plans, signs, terrazzo, lunch "
            "menus, and the name of whoever stood behind the bar.",
        ),
        cover_alt=words(
            "Couverture de « Atlas des tavernes » : neuf verres de bière sur trois "
            "tablettes, du plus plein au plus vide",
            "Cover of “Atlas des tavernes”: nine beer glasses on three shelves, from "
            "fullest to emptiest",
        ),
        proof=words("imprimé sur le bandeau du livre", "printed on the book’s band"),
        editions=(
            parcel(
                Form.PRINT,
                "978298145301",
                words("Papier, relié", "Print, hardcover"),
                (4800, 2700),
                100,
                pages=256,
                size=(220, 290, 24),
                weight_g=1180,
            ),
        ),
        facts=(
            fact("format", "22 × 29 cm, 256 pages", "22 × 29 cm, 256 pages"),
            fact(
                "binding",
                "Relié, dos toilé, signet jaune",
                "Cloth spine, yellow ribbon",
            ),
            fact("printing", "Quatre tons directs", "Four spot inks"),
            fact("run", "900, dont 100 pour cette vente", "900, 100 of them here"),
            fact(
                "ships",
                "Boîte renforcée, sous quatre jours ouvrables, de Montréal",
                "Stiff box, within four working days, from Montréal",
            ),
        ),
    ),
    DemoWork(
        slug="saint-prime-la-nuit",
        kind=Kind.BOOK,
        title="Saint-Prime, la nuit",
        subtitle="récit",
        producer="editions-petite-decharge",
        byline="Odile Grand-Maison",
        credits=(("A01", "Odile Grand-Maison"),),
        published_on="2026-02",
        description=words(
            "Une infirmière de nuit rentre à pied par le rang, vingt-deux ans durant. "
            "Elle note une fenêtre par soir.",
            "For twenty-two years, a night nurse walked home along the concession "
            "road. She wrote down one window an evening.",
        ),
        cover_alt=words(
            "Couverture de « Saint-Prime, la nuit » : un village, ses silos et son "
            "clocher devant une pleine lune, au bord de l'eau",
            "Cover of “Saint-Prime, la nuit”: a village, its silos and steeple before "
            "a full moon at the water's edge",
        ),
        proof=words("imprimé au dos du livre", "printed on the back of the book"),
        editions=(
            parcel(
                Form.PRINT,
                "978298145401",
                PRINTED,
                (1995, 1100),
                80,
                pages=132,
                size=(130, 195, 10),
                weight_g=174,
            ),
            download(Form.EBOOK, "978298145402", EPUB, (1199, 650), 40, pages=132),
        ),
        facts=(
            fact("format", "13 × 19,5 cm, 132 pages", "13 × 19.5 cm, 132 pages"),
            fact("paper", "Crème 90 g, doux à la lampe", "Cream, 90 g, kind to lamps"),
            fact("run", "400, dont 80 pour cette vente", "400, 80 of them here"),
            fact("language", "Français", "French"),
            fact(
                "ships",
                "Sous trois jours ouvrables, d'Alma",
                "Within three working days, from Alma",
            ),
        ),
    ),
)
