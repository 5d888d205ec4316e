"""The shows of the demo club."""

from flashsale.demo.content import DemoWork, Showing, fact, words
from flashsale.demo.editions import PAIR, admission
from flashsale.kernel.kinds import Kind

TICKETS: tuple[DemoWork, ...] = (
    DemoWork(
        slug="grand-bal-des-sous-sols",
        kind=Kind.TICKET,
        title="Grand bal des sous-sols",
        subtitle="bal costumé en bas",
        producer="salle-sainte-bibiane",
        byline="Salle Sainte-Bibiane",
        credits=(("Z99", "L’orchestre Marcel-Aurèle Plante"),),
        published_on="2026-12",
        description=words(
            "Un bal dans un sous-sol d'église, avec orchestre de neuf et vestiaire "
            "surveillé par la même dame depuis 1987.",
            "A ball in a church basement, with a nine-piece band and a coat check "
            "kept by the same lady since 1987.",
        ),
        cover_alt=words(
            "Affiche du « Grand bal des sous-sols » : un accordéon rouge, une boule "
            "miroir verte, un plancher en damier",
            "Poster of “Grand bal des sous-sols”: a red accordion, a green mirror "
            "ball, a checkered floor",
        ),
        proof=words(
            "affiché au guichet de la salle", "posted at the venue’s box office"
        ),
        editions=(admission("BIBIANE-BAL", PAIR, (4400, 2200), 40),),
        facts=(
            fact(
                "where",
                "Salle Sainte-Bibiane, sous-sol, Trois-Rivières",
                "Salle Sainte-Bibiane, basement, Trois-Rivières",
            ),
            fact(
                "doors", "19 h 15, premier set à 20 h", "7:15 p.m., first set at 8 p.m."
            ),
            fact("bring", "Des bas de laine", "Woollen socks"),
            fact(
                "age",
                "18 ans et plus, danseurs de tout âge",
                "18 and over, dancers of any age",
            ),
            fact(
                "access",
                "Ascenseur par la porte du presbytère",
                "Lift through the rectory door",
            ),
        ),
        showing=Showing("Salle Sainte-Bibiane", "Trois-Rivières", 16, "20:00"),
    ),
    DemoWork(
        slug="une-tuque-a-l-opera",
        kind=Kind.TICKET,
        title="Une tuque à l’opéra",
        subtitle="opéra de poche",
        producer="theatre-de-la-remise",
        byline="Théâtre de la Remise",
        credits=(("A01", "Léonie Frappier-Audet"),),
        published_on="2027-01",
        description=words(
            "Un opéra de cinquante minutes pour trois voix, un harmonium et une tuque "
            "perdue au vestiaire.",
            "A fifty-minute opera for three voices, a harmonium and a woollen hat "
            "lost at the coat check.",
        ),
        cover_alt=words(
            "Affiche de « Une tuque à l'opéra » : une grosse tuque bleue à pompon "
            "rouge salue entre deux rideaux",
            "Poster of “Une tuque à l'opéra”: a big blue toque with a red pompom bows "
            "between two curtains",
        ),
        proof=words(
            "affiché au guichet du théâtre", "posted at the theatre’s box office"
        ),
        editions=(admission("REMISE-TUQUE", PAIR, (6000, 3600), 60),),
        facts=(
            fact(
                "where",
                "Théâtre de la Remise, Rouyn-Noranda",
                "Théâtre de la Remise, Rouyn-Noranda",
            ),
            fact(
                "doors",
                "19 h, on chante à 19 h 30 pile",
                "7 p.m., singing at 7:30 sharp",
            ),
            fact(
                "length",
                "50 min, sans entracte, avec soupe",
                "50 min, no intermission, soup served",
            ),
            fact(
                "access",
                "De plain-pied, douze places derrière un poteau",
                "Step-free, twelve seats behind a post",
            ),
        ),
        showing=Showing("Théâtre de la Remise", "Rouyn-Noranda", 45, "19:30"),
    ),
    DemoWork(
        slug="lecture-dans-un-lave-auto",
        kind=Kind.TICKET,
        title="Lecture dans un lave-auto",
        subtitle="gardez vos vitres fermées",
        producer="editions-du-boyau",
        byline="Éditions du Boyau",
        credits=(("A01", "Kevin Labonté"),),
        published_on="2027-02",
        description=words(
            "Une auto, deux passagers, quatre poèmes à la radio pendant le cycle "
            "complet avec cire.",
            "One car, two passengers, four poems on the radio for a full cycle with "
            "wax.",
        ),
        cover_alt=words(
            "Affiche de « Lecture dans un lave-auto » : deux grosses brosses, rose et "
            "bleue, un livre ouvert et des bulles",
            "Poster of “Lecture dans un lave-auto”: two big brushes, pink and blue, "
            "an open book and bubbles",
        ),
        proof=words("affiché au lave-auto", "posted at the car wash"),
        editions=(
            admission("BOYAU-LAVE-AUTO", words("Une auto", "One car"), (1800, 900), 36),
        ),
        facts=(
            fact(
                "where",
                "Le lave-auto derrière le boulevard, Gatineau",
                "The car wash behind the boulevard, Gatineau",
            ),
            fact("bring", "Une auto", "A car"),
            fact("length", "11 min, cire comprise", "11 min, wax included"),
        ),
        showing=Showing("Lave-auto du Boyau", "Gatineau", 60, "14:00"),
    ),
    DemoWork(
        slug="cine-grange",
        kind=Kind.TICKET,
        title="Ciné-grange",
        subtitle="deux films, cent ballots de foin",
        producer="coop-bout-du-rang",
        byline="Coop Bout du rang",
        credits=(("Z99", "Coop Bout du rang"),),
        published_on="2027-01",
        description=words(
            "Une grange chauffée, un programme double, du maïs soufflé au beurre de "
            "la ferme d'en face.",
            "A heated barn, a double bill, popcorn with butter from the farm across "
            "the road.",
        ),
        cover_alt=words(
            "Affiche du « Ciné-grange » : une grange rouge, la nuit, projette un "
            "faisceau jaune sur un champ où paissent deux vaches",
            "Poster of “Ciné-grange”: a red barn at night throws a yellow beam on a "
            "field where two cows graze",
        ),
        proof=words("affiché au magasin de la coop", "posted at the co-op’s store"),
        editions=(admission("RANG-CINE", PAIR, (2400, 1400), 50),),
        facts=(
            fact(
                "where",
                "La grange du bout du rang, Saint-Camille",
                "The barn at the end of the road, Saint-Camille",
            ),
            fact(
                "doors",
                "18 h 30, premier film à 19 h",
                "6:30 p.m., first film at 7 p.m.",
            ),
            fact("bring", "Un coussin, des mitaines", "A cushion, mittens"),
            fact("access", "Rampe de foin, plancher de bois", "Hay ramp, wooden floor"),
        ),
        showing=Showing("La grange du bout du rang", "Saint-Camille", 30, "19:00"),
    ),
)
