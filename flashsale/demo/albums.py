"""The albums of the demo club."""

from flashsale.demo.content import DemoWork, InsideSpread, fact, words
from flashsale.demo.editions import FILES, download, parcel
from flashsale.kernel.kinds import Form, Kind

VINYL = words("Vinyle 33 tours", "Vinyl LP")
VINYL_SIZE = (315, 315, 6)

ALBUMS: tuple[DemoWork, ...] = (
    DemoWork(
        slug="chaleur-tournante",
        kind=Kind.ALBUM,
        title="Chaleur tournante",
        producer="disques-cabane-a-son",
        byline="Patinoire intérieure",
        credits=(("E01", "Patinoire intérieure"),),
        published_on="2026-11",
        description=words(
            "Neuf chansons enregistrées en une nuit dans un aréna fermé, avec quatre "
            "micros et le compresseur qu'on n'avait pas le droit d'éteindre.",
            "Nine songs recorded in one night in a closed arena, with four "
            "microphones and a compressor nobody was allowed to switch off.",
        ),
        cover_alt=words(
            "Pochette de « Chaleur tournante » : une spirale rouge de rond de poêle "
            "posée sur le cercle bleu d'une patinoire",
            "Cover of “Chaleur tournante”: the red spiral of a stove element laid on "
            "the blue circle of a rink",
        ),
        proof=words(
            "affiché sur le site de Cabane à son et chez deux disquaires",
            "posted on Cabane à son’s site and in two record shops",
        ),
        editions=(
            parcel(
                Form.VINYL,
                "754990010010",
                VINYL,
                (3500, 2100),
                120,
                minutes=34,
                size=VINYL_SIZE,
                weight_g=310,
            ),
            download(
                Form.AUDIO_FILE, "754990010011", FILES, (1200, 700), 40, minutes=34
            ),
            parcel(
                Form.BUNDLE,
                "754990010012",
                words("Vinyle et fichiers", "Vinyl and files"),
                (4200, 2500),
                20,
                minutes=34,
                size=VINYL_SIZE,
                weight_g=315,
            ),
        ),
        facts=(
            fact(
                "pressing",
                "140 g, bleu patinoire, insert riso",
                "140 g, rink blue, riso insert",
            ),
            fact("run", "500, dont 140 pour cette vente", "500, 140 of them here"),
            fact(
                "recorded",
                "Aréna de Kénogami, une nuit de mars, à 4 °C",
                "Kénogami arena, one night in March, at 4 °C",
            ),
            fact("length", "Neuf titres, 34 min", "Nine tracks, 34 min"),
            fact(
                "language",
                "Français, un titre sans paroles",
                "French, one song without words",
            ),
            fact(
                "ships",
                "Sous trois jours ouvrables, de Saguenay, pochette renforcée",
                "Within three working days, from Saguenay, in a stiff mailer",
            ),
        ),
        spreads=(
            InsideSpread(
                "arena-plan",
                words(
                    "Livret : le plan de l'aréna et la place des quatre micros",
                    "Booklet: the plan of the arena and where the four microphones "
                    "stood",
                ),
                words("Quatre micros, une glace", "Four microphones, one rink"),
            ),
            InsideSpread(
                "arena-tracks",
                words(
                    "Livret : les neuf titres en barres bleues et rouges, longues "
                    "comme ils durent",
                    "Booklet: the nine tracks as blue and red bars, as long as they "
                    "last",
                ),
                words("Face A, face B", "Side A, side B"),
            ),
            InsideSpread(
                "arena-compressor",
                words(
                    "Livret : le compresseur bleu dans un halo de points rouges, et "
                    "son souffle",
                    "Booklet: the blue compressor in a halo of red dots, and its "
                    "breath",
                ),
                words("Le dixième musicien", "The tenth musician"),
            ),
        ),
    ),
    DemoWork(
        slug="frequences-du-bas-du-fleuve",
        kind=Kind.ALBUM,
        title="Fréquences du Bas-du-Fleuve",
        producer="label-basse-mer",
        byline="Marée d’équinoxe",
        credits=(("E01", "Marée d’équinoxe"),),
        published_on="2026-11",
        description=words(
            "Un an de micros laissés dehors entre Kamouraska et Matane, monté en une "
            "seule pièce de cinquante-deux minutes.",
            "A year of microphones left outdoors between Kamouraska and Matane, "
            "edited into a single piece of fifty-two minutes.",
        ),
        cover_alt=words(
            "Pochette de « Fréquences du Bas-du-Fleuve » : des lignes bleues et "
            "vertes ondulent sous un soleil rouge",
            "Cover of “Fréquences du Bas-du-Fleuve”: blue and green lines ripple "
            "under a red sun",
        ),
        proof=words("affiché sur le site de Basse-Mer", "posted on Basse-Mer’s site"),
        editions=(
            download(
                Form.AUDIO_FILE, "754990020017", FILES, (1400, 700), 150, minutes=52
            ),
        ),
        facts=(
            fact("length", "Une pièce, 52 min", "One piece, 52 min"),
            fact(
                "recorded",
                "Onze plages, douze mois, deux micros volés par des goélands",
                "Eleven beaches, twelve months, two microphones lost to gulls",
            ),
            fact(
                "file",
                "FLAC 24 bits et MP3, plus un plan d'écoute",
                "24-bit FLAC and MP3, with a listening map",
            ),
            fact(
                "language",
                "Sans paroles, sauf un capitaine",
                "No words, except a captain's",
            ),
        ),
    ),
    DemoWork(
        slug="cassette-jaune",
        kind=Kind.ALBUM,
        title="Cassette jaune",
        producer="bande-passante",
        byline="Les Beaux Risques",
        credits=(("E01", "Les Beaux Risques"),),
        published_on="2026-10",
        description=words(
            "Onze chansons d'amour et deux recettes, enregistrées sur un "
            "quatre-pistes acheté dans une vente de garage.",
            "Eleven love songs and two recipes, recorded on a four-track bought at a "
            "garage sale.",
        ),
        cover_alt=words(
            "Pochette de « Cassette jaune » : une cassette jaune de travers, son "
            "ruban sorti et emmêlé",
            "Cover of “Cassette jaune”: a yellow cassette askew, its tape pulled out "
            "and tangled",
        ),
        proof=words(
            "affiché à la table du groupe, en concert",
            "posted at the band’s table, at shows",
        ),
        editions=(
            parcel(
                Form.CASSETTE,
                "754990030016",
                words("Cassette", "Cassette"),
                (1500, 900),
                45,
                minutes=46,
                size=(112, 72, 18),
                weight_g=82,
            ),
            download(
                Form.AUDIO_FILE, "754990030017", FILES, (900, 500), 40, minutes=46
            ),
        ),
        facts=(
            fact(
                "pressing",
                "Coque jaune, dupliquée en temps réel",
                "Yellow shell, copied in real time",
            ),
            fact("run", "120, dont 45 pour cette vente", "120, 45 of them here"),
            fact("length", "C-46, treize titres", "C-46, thirteen tracks"),
            fact(
                "language", "Français, soupirs en anglais", "French, sighs in English"
            ),
            fact(
                "ships",
                "Sous deux jours ouvrables, de Sherbrooke",
                "Within two working days, from Sherbrooke",
            ),
        ),
    ),
    DemoWork(
        slug="le-piano-du-centre-d-achats",
        kind=Kind.ALBUM,
        title="Le piano du centre d’achats",
        producer="disques-cabane-a-son",
        byline="Gaston Lavertu",
        credits=(("E01", "Gaston Lavertu"),),
        published_on="2026-03",
        description=words(
            "Vingt-six ans de piano entre une fontaine et un magasin de souliers, et "
            "enfin un disque.",
            "Twenty-six years of piano between a fountain and a shoe store, and at "
            "last a record.",
        ),
        cover_alt=words(
            "Pochette de « Le piano du centre d'achats » : un clavier monte comme un "
            "escalier roulant devant un soleil rose",
            "Cover of “Le piano du centre d'achats”: a keyboard climbs like an "
            "escalator before a pink sun",
        ),
        proof=words(
            "affiché sur le site de Cabane à son", "posted on Cabane à son’s site"
        ),
        editions=(
            parcel(
                Form.VINYL,
                "754990010027",
                VINYL,
                (3400, 2000),
                90,
                minutes=41,
                size=VINYL_SIZE,
                weight_g=300,
            ),
            download(
                Form.AUDIO_FILE, "754990010028", FILES, (1200, 600), 40, minutes=41
            ),
        ),
        facts=(
            fact("pressing", "140 g, blanc terrazzo", "140 g, terrazzo white"),
            fact("run", "400, dont 90 pour cette vente", "400, 90 of them here"),
            fact(
                "recorded",
                "Dans un centre d'achats, avant l'ouverture",
                "In a mall, before opening time",
            ),
            fact("length", "Quatorze titres, 41 min", "Fourteen tracks, 41 min"),
            fact(
                "ships",
                "Sous trois jours ouvrables, de Saguenay",
                "Within three working days, from Saguenay",
            ),
        ),
    ),
    DemoWork(
        slug="musique-pour-traversier",
        kind=Kind.ALBUM,
        title="Musique pour traversier",
        producer="label-basse-mer",
        byline="Quatuor de quai",
        credits=(("E01", "Quatuor de quai"),),
        published_on="2026-12",
        description=words(
            "Huit pièces pour cordes, de la durée exacte d'une traversée par temps "
            "calme.",
            "Eight pieces for strings, exactly as long as a crossing in calm weather.",
        ),
        cover_alt=words(
            "Pochette de « Musique pour traversier » : un traversier blanc et bleu, "
            "sa fumée, un soleil rouge strié",
            "Cover of “Musique pour traversier”: a white and blue ferry, its smoke, a "
            "striped red sun",
        ),
        proof=words("affiché sur le site de Basse-Mer", "posted on Basse-Mer’s site"),
        editions=(
            parcel(
                Form.AUDIO_DISC,
                "754990020024",
                words("Disque compact", "Compact disc"),
                (2000, 1200),
                80,
                minutes=63,
                size=(140, 125, 10),
                weight_g=92,
            ),
            download(
                Form.AUDIO_FILE, "754990020025", FILES, (1200, 650), 40, minutes=63
            ),
        ),
        facts=(
            fact("length", "Huit pièces, 63 min", "Eight pieces, 63 min"),
            fact(
                "recorded",
                "Sur le pont des autos, moteur en marche",
                "On the car deck, engine running",
            ),
            fact(
                "ships",
                "Sous trois jours ouvrables, de Matane",
                "Within three working days, from Matane",
            ),
        ),
    ),
    DemoWork(
        slug="coulee",
        kind=Kind.ALBUM,
        title="Coulée",
        producer="bande-passante",
        byline="Module d’érable",
        credits=(("E01", "Module d’érable"),),
        published_on="2026-04",
        description=words(
            "Un synthétiseur modulaire branché sur quarante chaudières : plus ça "
            "coule, plus ça joue vite.",
            "A modular synthesizer wired to forty sap buckets: the faster they fill, "
            "the faster it plays.",
        ),
        cover_alt=words(
            "Pochette de « Coulée » : une cabane à sucre fume entre des érables et "
            "leurs chaudières, soleil à points",
            "Cover of “Coulée”: a sugar shack steams between maples and their "
            "buckets, dotted sun",
        ),
        proof=words(
            "affiché sur le site de Bande Passante", "posted on Bande Passante’s site"
        ),
        editions=(
            parcel(
                Form.VINYL,
                "754990030023",
                VINYL,
                (3600, 2200),
                100,
                minutes=38,
                size=VINYL_SIZE,
                weight_g=320,
            ),
            download(
                Form.AUDIO_FILE, "754990030024", FILES, (1000, 600), 40, minutes=38
            ),
        ),
        facts=(
            fact("pressing", "140 g, ambre, grade A", "140 g, amber, grade A"),
            fact("run", "300, dont 100 pour cette vente", "300, 100 of them here"),
            fact(
                "recorded",
                "Du 14 mars au 9 avril, à l'érablière",
                "March 14 to April 9, in the sugar bush",
            ),
            fact("length", "Six titres, 38 min", "Six tracks, 38 min"),
            fact(
                "ships",
                "Sous deux jours ouvrables, de Sherbrooke",
                "Within two working days, from Sherbrooke",
            ),
        ),
    ),
)
