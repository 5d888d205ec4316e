"""The audiobooks of the demo club."""

from flashsale.demo.content import DemoWork, fact, words
from flashsale.demo.editions import MP3, download, parcel
from flashsale.kernel.kinds import Form, Kind

AUDIOBOOKS: tuple[DemoWork, ...] = (
    DemoWork(
        slug="onde-courte",
        kind=Kind.AUDIOBOOK,
        title="Onde courte",
        subtitle="roman lu",
        producer="bruits-de-quai",
        byline="Bertrand Aubut-Roy",
        credits=(("A01", "Bertrand Aubut-Roy"), ("E07", "Maryse Jourdain-Leduc")),
        published_on="2026-07",
        description=words(
            "Un électricien de Port-Cartier capte chaque nuit la même voix sur un "
            "poste de 1958. Elle donne la météo d'un village qui n'existe plus.",
            "Every night, an electrician in Port-Cartier picks up the same voice on a "
            "1958 set. It reads the weather of a village that is gone.",
        ),
        cover_alt=words(
            "Pochette de « Onde courte » : le cadran en demi-cercle d'une radio, "
            "aiguille rouge sur la bande des 25 mètres",
            "Cover of “Onde courte”: the half-circle dial of a radio, red needle on "
            "the 25-metre band",
        ),
        proof=words(
            "affiché sur le site de Bruits de quai", "posted on Bruits de quai’s site"
        ),
        editions=(
            download(
                Form.AUDIO_FILE, "978298145601", MP3, (2200, 1100), 120, minutes=372
            ),
            parcel(
                Form.AUDIO_DISC,
                "978298145602",
                words("Deux disques MP3", "Two MP3 discs"),
                (2900, 1700),
                60,
                minutes=372,
                size=(140, 125, 10),
                weight_g=96,
            ),
        ),
        facts=(
            fact("length", "6 h 12, 24 chapitres", "6 h 12, 24 chapters"),
            fact("voice", "Maryse Jourdain-Leduc", "Maryse Jourdain-Leduc"),
            fact(
                "recorded",
                "Dans un poste de pompiers, entre deux alarmes",
                "In a fire station, between alarms",
            ),
            fact("file", "MP3 192 kbit/s, sans verrou", "MP3 at 192 kbit/s, no lock"),
            fact(
                "ships",
                "Les disques sous trois jours ouvrables, de Sept-Îles",
                "Discs within three working days, from Sept-Îles",
            ),
        ),
    ),
    DemoWork(
        slug="lampe-de-galerie",
        kind=Kind.AUDIOBOOK,
        title="Lampe de galerie",
        subtitle="nouvelles dites",
        producer="les-voix-du-phare",
        byline="Sabine Ouellet-Huard",
        credits=(("A01", "Sabine Ouellet-Huard"), ("E07", "Sabine Ouellet-Huard")),
        published_on="2026-06",
        description=words(
            "Neuf histoires racontées dehors, le soir, par quelqu'un qui baisse la "
            "voix quand une auto passe.",
            "Nine stories told outdoors in the evening by someone who lowers her "
            "voice when a car goes by.",
        ),
        cover_alt=words(
            "Pochette de « Lampe de galerie » : un papillon de nuit, ailes ouvertes, "
            "dans le halo jaune d'une ampoule",
            "Cover of “Lampe de galerie”: a moth, wings open, in the yellow halo of a "
            "bulb",
        ),
        proof=words(
            "affiché sur le site des Voix du phare", "posted on Voix du phare’s site"
        ),
        editions=(
            download(
                Form.AUDIO_FILE, "978298145701", MP3, (1800, 900), 120, minutes=220
            ),
        ),
        facts=(
            fact("length", "3 h 40, neuf nouvelles", "3 h 40, nine stories"),
            fact("voice", "L'autrice, sur sa galerie", "The author, on her own porch"),
            fact(
                "recorded",
                "Juin et juillet, grillons gardés au montage",
                "June and July, crickets left in",
            ),
            fact("file", "MP3 192 kbit/s, sans verrou", "MP3 at 192 kbit/s, no lock"),
        ),
    ),
    DemoWork(
        slug="le-telephone-de-rollande",
        kind=Kind.AUDIOBOOK,
        title="Le téléphone de Rollande",
        subtitle="douze conversations",
        producer="bruits-de-quai",
        byline="P.-O. Lizotte",
        credits=(("A01", "P.-O. Lizotte"), ("E07", "Rollande Lizotte")),
        published_on="2026-10",
        description=words(
            "Un petit-fils appelle sa grand-mère tous les dimanches et demande la "
            "permission d'enregistrer. Elle dit oui, et oublie.",
            "A grandson calls his grandmother every Sunday and asks if he may record. "
            "She says yes, and forgets.",
        ),
        cover_alt=words(
            "Pochette de « Le téléphone de Rollande » : un téléphone à roulette vert, "
            "combiné rose, fil en tire-bouchon",
            "Cover of “Le téléphone de Rollande”: a green rotary telephone, pink "
            "handset, curly cord",
        ),
        proof=words(
            "affiché sur le site de Bruits de quai", "posted on Bruits de quai’s site"
        ),
        editions=(
            download(
                Form.AUDIO_FILE, "978298145603", MP3, (2000, 950), 120, minutes=245
            ),
        ),
        facts=(
            fact("length", "4 h 05, douze appels", "4 h 05, twelve calls"),
            fact(
                "voice",
                "Rollande, 91 ans, et son petit-fils",
                "Rollande, 91, and her grandson",
            ),
            fact(
                "recorded",
                "Sur la ligne, avec le bruit de la vaisselle",
                "Over the line, dishes included",
            ),
            fact("file", "MP3 192 kbit/s, sans verrou", "MP3 at 192 kbit/s, no lock"),
        ),
    ),
    DemoWork(
        slug="le-phare-a-eteint",
        kind=Kind.AUDIOBOOK,
        title="Le phare a éteint tout seul",
        subtitle="roman lu",
        producer="les-voix-du-phare",
        byline="Gervaise Cloutier-Ahern",
        credits=(("A01", "Gervaise Cloutier-Ahern"), ("E07", "Réjean Synnott")),
        published_on="2026-01",
        description=words(
            "Le soir où le phare s'éteint, tout le village a un alibi et personne n'a "
            "d'électricien.",
            "The night the lighthouse goes dark, the whole village has an alibi and "
            "nobody has an electrician.",
        ),
        cover_alt=words(
            "Pochette de « Le phare a éteint tout seul » : un phare rouge et blanc, "
            "deux faisceaux de points jaunes, la mer en rangées",
            "Cover of “Le phare a éteint tout seul”: a red and white lighthouse, two "
            "beams of yellow dots, the sea in rows",
        ),
        proof=words(
            "affiché sur le site des Voix du phare", "posted on Voix du phare’s site"
        ),
        editions=(
            download(
                Form.AUDIO_FILE, "978298145702", MP3, (2100, 1250), 120, minutes=320
            ),
        ),
        facts=(
            fact("length", "5 h 20, 31 chapitres", "5 h 20, 31 chapters"),
            fact(
                "voice",
                "Réjean Synnott, ancien gardien",
                "Réjean Synnott, a former keeper",
            ),
            fact(
                "recorded",
                "En hiver, fenêtre fermée, vent dehors",
                "In winter, window shut, wind outside",
            ),
            fact("file", "MP3 192 kbit/s, sans verrou", "MP3 at 192 kbit/s, no lock"),
        ),
    ),
)
