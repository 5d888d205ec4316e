"""The films of the demo club."""

from flashsale.demo.content import DemoWork, fact, words
from flashsale.demo.editions import VIDEO, download, parcel
from flashsale.kernel.kinds import Form, Kind

DVD = words("DVD et livret", "DVD and booklet")
DVD_SIZE = (136, 190, 15)

FILMS: tuple[DemoWork, ...] = (
    DemoWork(
        slug="sept-heures-vers-senneterre",
        kind=Kind.FILM,
        title="Sept heures vers Senneterre",
        subtitle="documentaire",
        producer="films-du-plein-wagon",
        byline="Un film d’Anaïs Lebœuf",
        credits=(("D02", "Anaïs Lebœuf"),),
        published_on="2026-09",
        description=words(
            "Un train sans wifi, un wagon, des chasseurs, une infirmière, un "
            "accordéon. La cinéaste a pris le même billet quarante fois.",
            "A train without wifi, one car, hunters, a nurse, an accordion. The "
            "filmmaker bought the same ticket forty times.",
        ),
        cover_alt=words(
            "Affiche de « Sept heures vers Senneterre » : une voie ferrée file entre "
            "les épinettes vers un soleil rayé",
            "Poster of “Sept heures vers Senneterre”: a railway runs between spruces "
            "to a striped sun",
        ),
        proof=words(
            "affiché sur le site du Plein Wagon", "posted on Plein Wagon’s site"
        ),
        editions=(
            download(
                Form.VIDEO_FILE, "754990040015", VIDEO, (1599, 799), 120, minutes=74
            ),
            parcel(
                Form.VIDEO_DISC,
                "754990040016",
                DVD,
                (2600, 1500),
                50,
                minutes=74,
                size=DVD_SIZE,
                weight_g=118,
            ),
        ),
        facts=(
            fact("length", "74 min", "74 min"),
            fact("image", "HD 1080p, 1,66, couleur", "HD 1080p, 1.66, colour"),
            fact(
                "language",
                "Français, un peu d'anishinaabemowin",
                "French, some Anishinaabemowin",
            ),
            fact("subtitles", "Français, anglais", "French, English"),
            fact("file", "MP4, 4,1 Go, sans verrou", "MP4, 4.1 GB, no lock"),
        ),
    ),
    DemoWork(
        slug="les-patenteux",
        kind=Kind.FILM,
        title="Les patenteux",
        subtitle="documentaire",
        producer="films-du-traversier",
        byline="Un film d’Omer Labrie-Savard",
        credits=(("D02", "Omer Labrie-Savard"),),
        published_on="2026-02",
        description=words(
            "Sept personnes qui ont inventé quelque chose qui existait déjà, et qui "
            "le referaient.",
            "Seven people who invented something that already existed, and would do "
            "it again.",
        ),
        cover_alt=words(
            "Affiche de « Les patenteux » : une bicyclette greffée d'une hélice "
            "rouge, d'un porte-voix et d'un seau qui fume",
            "Poster of “Les patenteux”: a bicycle fitted with a red propeller, a horn "
            "and a steaming bucket",
        ),
        proof=words(
            "affiché sur le site des Films du Traversier",
            "posted on Films du Traversier’s site",
        ),
        editions=(
            download(
                Form.VIDEO_FILE, "754990050014", VIDEO, (1499, 699), 120, minutes=82
            ),
        ),
        facts=(
            fact("length", "82 min", "82 min"),
            fact(
                "image",
                "HD 1080p, 1,85, couleur, un peu d'huile",
                "HD 1080p, 1.85, colour, some oil",
            ),
            fact("subtitles", "Français, anglais", "French, English"),
            fact("file", "MP4, 4,6 Go, sans verrou", "MP4, 4.6 GB, no lock"),
        ),
    ),
    DemoWork(
        slug="les-heures-de-glace",
        kind=Kind.FILM,
        title="Les heures de glace",
        subtitle="documentaire",
        producer="films-du-plein-wagon",
        byline="Un film de Nadine Petiquay",
        credits=(("D02", "Nadine Petiquay"),),
        published_on="2026-01",
        description=words(
            "Qui joue à 5 h 40, qui joue à 23 h 50, et qui arrose entre les deux. Un "
            "hiver dans un aréna municipal.",
            "Who plays at 5:40 a.m., who plays at 11:50 p.m., and who floods the ice "
            "between. One winter in a town arena.",
        ),
        cover_alt=words(
            "Affiche de « Les heures de glace » : un bâton de hockey jaune en travers "
            "d'une patinoire vue d'en haut",
            "Poster of “Les heures de glace”: a yellow hockey stick across a rink "
            "seen from above",
        ),
        proof=words(
            "affiché sur le site du Plein Wagon", "posted on Plein Wagon’s site"
        ),
        editions=(
            download(
                Form.VIDEO_FILE, "754990040022", VIDEO, (1599, 899), 120, minutes=73
            ),
        ),
        facts=(
            fact("length", "73 min", "73 min"),
            fact("image", "HD 1080p, 1,66, couleur", "HD 1080p, 1.66, colour"),
            fact(
                "subtitles",
                "Français, anglais, atikamekw",
                "French, English, Atikamekw",
            ),
            fact("file", "MP4, 3,9 Go, sans verrou", "MP4, 3.9 GB, no lock"),
        ),
    ),
    DemoWork(
        slug="sous-le-b",
        kind=Kind.FILM,
        title="Sous le B",
        subtitle="comédie lente",
        producer="films-du-traversier",
        byline="Un film de Francine Desrosby",
        credits=(("D02", "Francine Desrosby"),),
        published_on="2026-10",
        description=words(
            "Le bingo de Sainte-Félicité-du-Large ferme à Noël. Le gros lot, lui, n'a "
            "pas été gagné depuis 1998.",
            "The bingo hall of Sainte-Félicité-du-Large closes at Christmas. Its "
            "jackpot has not been won since 1998.",
        ),
        cover_alt=words(
            "Affiche de « Sous le B » : une carte de bingo tamponnée de rose et de "
            "vert, le 14 entouré de rouge",
            "Poster of “Sous le B”: a bingo card dabbed in pink and green, the 14 "
            "circled in red",
        ),
        proof=words(
            "affiché sur le site des Films du Traversier",
            "posted on Films du Traversier’s site",
        ),
        editions=(
            download(
                Form.VIDEO_FILE, "754990050021", VIDEO, (1599, 750), 120, minutes=94
            ),
            parcel(
                Form.VIDEO_DISC,
                "754990050022",
                DVD,
                (2400, 1300),
                60,
                minutes=94,
                size=DVD_SIZE,
                weight_g=112,
            ),
        ),
        facts=(
            fact("length", "94 min", "94 min"),
            fact("image", "HD 1080p, 1,85, couleur", "HD 1080p, 1.85, colour"),
            fact("language", "Français de la Côte", "French, from the coast"),
            fact("subtitles", "Français, anglais", "French, English"),
            fact("file", "MP4, 5,2 Go, sans verrou", "MP4, 5.2 GB, no lock"),
        ),
    ),
    DemoWork(
        slug="chalet-a-vendre",
        kind=Kind.FILM,
        title="Chalet à vendre",
        subtitle="fiction",
        producer="films-du-plein-wagon",
        byline="Un film de Karl-Antoine Dubé",
        credits=(("D02", "Karl-Antoine Dubé"),),
        published_on="2025-12",
        description=words(
            "Trois sœurs ont une fin de semaine pour vider un chalet. Elles "
            "commencent par le réfrigérateur et c'est une erreur.",
            "Three sisters have one weekend to empty a cottage. They start with the "
            "fridge, which is a mistake.",
        ),
        cover_alt=words(
            "Affiche de « Chalet à vendre » : un chalet en A au bord d'un lac rayé "
            "qui le répète, pancarte rouge « À vendre »",
            "Poster of “Chalet à vendre”: an A-frame by a striped lake that repeats "
            "it, red “À vendre” sign",
        ),
        proof=words(
            "affiché sur le site du Plein Wagon", "posted on Plein Wagon’s site"
        ),
        editions=(
            download(
                Form.VIDEO_FILE, "754990040039", VIDEO, (1299, 599), 120, minutes=88
            ),
        ),
        facts=(
            fact("length", "88 min", "88 min"),
            fact("image", "Super 16 numérisé, 1,66", "Scanned Super 16, 1.66"),
            fact("subtitles", "Français, anglais", "French, English"),
            fact("file", "MP4, 4,4 Go, sans verrou", "MP4, 4.4 GB, no lock"),
        ),
    ),
)
