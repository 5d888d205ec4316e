"""The fictional producers: houses, labels, reviews, collectives and halls."""

from flashsale.demo.content import DemoProducer, words

PRODUCERS: tuple[DemoProducer, ...] = (
    DemoProducer(
        "editions-rang-double",
        "Éditions Rang Double",
        "Rimouski",
        words(
            "Deux personnes, une table de cuisine, six romans par an. Rang Double "
            "publie des voix de l'Est qui n'ont pas demandé la permission.",
            "Two people, one kitchen table, six novels a year. Rang Double publishes "
            "voices from the East that did not ask for permission.",
        ),
    ),
    DemoProducer(
        "disques-cabane-a-son",
        "Disques Cabane à son",
        "Saguenay",
        words(
            "Un label installé dans une ancienne cabane à patates, où l'écho est "
            "d'origine.",
            "A label housed in a former potato shed, where the echo came with the "
            "building.",
        ),
    ),
    DemoProducer(
        "collectif-les-tablettes",
        "Collectif Les Tablettes",
        "Montréal",
        words(
            "Un collectif de fanzineuses qui plient le mardi et livrent à vélo le "
            "mercredi.",
            "A collective of zine makers who fold on Tuesdays and deliver by bike on "
            "Wednesdays.",
        ),
    ),
    DemoProducer(
        "salle-sainte-bibiane",
        "Salle Sainte-Bibiane",
        "Trois-Rivières",
        words(
            "Un sous-sol d'église, quatre-vingts chaises, un plancher qui rebondit "
            "juste ce qu'il faut.",
            "A church basement, eighty chairs, and a floor with exactly the right "
            "bounce.",
        ),
    ),
    DemoProducer(
        "films-du-plein-wagon",
        "Films du Plein Wagon",
        "Rouyn-Noranda",
        words(
            "On y tourne lentement, loin, et avec des gens qui ont le temps de "
            "répondre.",
            "They shoot slowly, far away, and with people who have the time to answer.",
        ),
    ),
    DemoProducer(
        "cooperative-moraine",
        "Coopérative Moraine",
        "Saguenay",
        words(
            "Une revue de cailloux, d'usines et de poèmes, tenue par ses lecteurs "
            "depuis quatorze numéros.",
            "A magazine of stones, mills and poems, kept going by its readers for "
            "fourteen issues.",
        ),
    ),
    DemoProducer(
        "editions-du-boyau",
        "Éditions du Boyau",
        "Gatineau",
        words(
            "Poésie de stationnement, lectures dans des lieux qui ferment tôt.",
            "Parking-lot poetry, and readings in places that close early.",
        ),
    ),
    DemoProducer(
        "label-basse-mer",
        "Label Basse-Mer",
        "Matane",
        words(
            "Des micros laissés dehors et des musiciens qu'on fait rentrer pour "
            "souper.",
            "Microphones left outdoors, and musicians called in for supper.",
        ),
    ),
    DemoProducer(
        "editions-de-l-aviron",
        "Éditions de l’Aviron",
        "Wendake",
        words(
            "Une petite maison qui publie trois livres par année et les porte "
            "elle-même aux lecteurs.",
            "A small press that publishes three books a year and carries them to "
            "readers itself.",
        ),
    ),
    DemoProducer(
        "les-voix-du-phare",
        "Les Voix du phare",
        "Gaspé",
        words(
            "Un studio d'écoute dans une maison de gardien. On arrête d'enregistrer "
            "quand la corne part.",
            "A listening studio in a keeper's house. Recording stops when the foghorn "
            "starts.",
        ),
    ),
    DemoProducer(
        "presses-du-dimanche",
        "Presses du Dimanche",
        "Sherbrooke",
        words(
            "Des essais écrits par des gens qui ont un autre métier la semaine.",
            "Essays by people who do something else on weekdays.",
        ),
    ),
    DemoProducer(
        "bruits-de-quai",
        "Bruits de quai",
        "Sept-Îles",
        words(
            "Des histoires longues pour la route 138, qui l'est aussi.",
            "Long stories for Route 138, which is long too.",
        ),
    ),
    DemoProducer(
        "maison-ruelle-nord",
        "Maison Ruelle Nord",
        "Montréal",
        words(
            "Bande dessinée et livres d'images, avec vue sur des cordes à linge.",
            "Comics and picture books, with a view of clotheslines.",
        ),
    ),
    DemoProducer(
        "imprimerie-du-cap",
        "Imprimerie du Cap",
        "Québec",
        words(
            "Deux presses, un chat, et un atelier où l'on imprime ce que les autres "
            "refusent.",
            "Two presses, one cat, and a shop that prints what others turn down.",
        ),
    ),
    DemoProducer(
        "theatre-de-la-remise",
        "Théâtre de la Remise",
        "Rouyn-Noranda",
        words(
            "On range les pelles et on joue. Cent places, dont douze derrière un "
            "poteau.",
            "They put the shovels away and play. A hundred seats, twelve behind a "
            "post.",
        ),
    ),
    DemoProducer(
        "films-du-traversier",
        "Films du Traversier",
        "Baie-Saint-Paul",
        words(
            "Comédies lentes et documentaires de garage, entre deux départs.",
            "Slow comedies and garage documentaries, between two crossings.",
        ),
    ),
    DemoProducer(
        "bande-passante",
        "Bande Passante",
        "Sherbrooke",
        words(
            "Cassettes dupliquées en temps réel, par quelqu'un qui les écoute toutes.",
            "Cassettes copied in real time, by someone who listens to every one.",
        ),
    ),
    DemoProducer(
        "editions-petite-decharge",
        "Éditions Petite-Décharge",
        "Alma",
        words(
            "Récits courts d'un grand lac, imprimés à vingt minutes de l'eau.",
            "Short accounts of a big lake, printed twenty minutes from the water.",
        ),
    ),
    DemoProducer(
        "collectif-laine-d-acier",
        "Collectif Laine d’acier",
        "Trois-Rivières",
        words(
            "Une revue où les métiers se racontent sans consultant.",
            "A magazine where trades speak for themselves, no consultant present.",
        ),
    ),
    DemoProducer(
        "coop-bout-du-rang",
        "Coop Bout du rang",
        "Saint-Camille",
        words(
            "Des fermes, une revue, et une grange qu'on vide l'été pour montrer des "
            "films.",
            "Farms, a magazine, and a barn they empty in summer to show films.",
        ),
    ),
)
