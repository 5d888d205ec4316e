"""The notes on books, signed by those who chose them."""

from flashsale.demo.content import DemoNote, note

NOTES_BOOKS: dict[str, DemoNote] = {
    "deneiger-la-nuit": note(
        "noemie-garant",
        hook=(
            "Une déneigeuse de la Côte-Nord parle à son camion comme on parle à un "
            "mort. C'est drôle, et puis ça ne l'est plus.",
            "A North Shore snowplow driver talks to her truck the way one talks to the "
            "dead. It is funny, and then it is not.",
        ),
        fr="""
On ouvre ce livre pour la neige et on y reste pour la radio du camion, qui ne capte
qu'un poste et seulement dans les côtes. Maude Tanguay-Roy a conduit elle-même la gratte
pendant six hivers : ça paraît. Personne n'avait décrit comme elle le bruit d'une lame
sur l'asphalte quand il ne reste plus rien à pousser.

L'histoire tient en cinq tempêtes. Dans chacune, la narratrice règle une affaire avec
son père, qui lui a laissé le camion, les dettes et une boîte de cassettes de chanteurs
country qu'elle déteste par cœur. On rit souvent. À la quatrième tempête, on se rend
compte qu'elle n'a pas parlé à un vivant depuis le début.

La maison en a mis cent soixante de côté. Il ne neige pas encore, mais ça s'en vient.
""",
        en="""
You open this one for the snow and stay for the truck's radio, which picks up a single
station, and only on hills. Maude Tanguay-Roy drove a plow herself for six winters, and
it shows: nobody had ever described the sound of a blade on asphalt once there is
nothing left to push.

The story holds in five storms. In each, the narrator settles something with her father,
who left her the truck, the debts, and a box of country cassettes she hates by heart.
You laugh a lot. In the fourth storm you notice that she has not spoken to a living
person since page one.

The press set a hundred and sixty aside for us. It is not snowing yet. Give it a week.
""",
    ),
    "poemes-de-char": note(
        "rosalie-tran",
        hook=(
            "Des poèmes écrits au feu rouge, par quelqu'un qui conduit trop. Le vert "
            "arrive toujours une strophe trop tôt.",
            "Poems written at red lights by someone who drives too much. Green always "
            "comes one stanza early.",
        ),
        fr="""
Kevin Labonté livre des pièces d'auto entre Gatineau et Ottawa, quatre ponts par jour.
La règle qu'il s'est donnée est simple : il écrit quand le feu est rouge et il s'arrête
quand il devient vert, même au milieu d'un mot. Le recueil garde les coupures. On finit
par entendre le klaxon de celui d'en arrière.

Ce n'est pas un gag. Le long poème du chantier de l'autoroute 50, où rien n'avance
pendant neuf pages, est ce qu'on a lu de plus tendre cette année sur l'attente et sur un
couple qui ne se parle plus que par texto dicté. Il y a aussi une ode à une Corolla 2004
qui devrait être obligatoire au cours de conduite.

Format de coffre à gants. On a vérifié.
""",
        en="""
Kevin Labonté delivers auto parts between Gatineau and Ottawa, four bridges a day. His
rule is simple: he writes when the light is red and stops when it turns green, in the
middle of a word if need be. The book keeps the cuts. Before long you hear the horn of
the driver behind.

It is not a gimmick. The long poem about the Highway 50 roadworks, where nothing moves
for nine pages, is the tenderest thing we read this year about waiting, and about a
couple who now speak only in dictated texts. There is also an ode to a 2004 Corolla that
belongs in every driving school.

Glove-compartment format. We checked.
""",
    ),
    "petite-histoire-du-sloche": note(
        "noemie-garant",
        hook=(
            "Un retraité de la voirie raconte trente-quatre hivers par le bas : le "
            "sel, les bottes, et qui décide quand ça fond.",
            "A retired road worker tells thirty-four winters from the ground up: salt, "
            "boots, and who decides when it melts.",
        ),
        fr="""
Réal Boisclair a passé sa vie à enlever ce dont il parle. Il en a gardé une précision de
sommelier : il distingue onze sortes de sloche, dont une qui ne se forme qu'aux arrêts
d'autobus et une autre qu'il appelle la ministérielle, parce qu'elle a l'air solide.

Le livre commence par l'étymologie, passe par la chimie des abrasifs, et finit par une
enquête très sérieuse sur ce que coûtent à une ville les bottes que ses habitants
remplacent. Entre les deux, il y a des collègues, des nuits, un accident, et une page
sur le silence d'une rue qu'on vient d'ouvrir, qu'on a relue à voix haute au bureau.

On l'offre à quelqu'un qui se plaint de l'hiver. Il va continuer, mais mieux.
""",
        en="""
Réal Boisclair spent his life removing what he writes about. It gave him a wine
steward's precision: he tells apart eleven kinds of slush, one that only forms at bus
stops and another he calls ministerial, because it looks solid.

The book starts with etymology, goes through the chemistry of grit, and ends with a
perfectly serious inquiry into what a city's ruined boots cost its people. In between
there are colleagues, nights, one accident, and a page on the silence of a street just
cleared that we read aloud at the office.

Give it to somebody who complains about winter. They will go on complaining, but better.
""",
    ),
    "atlas-des-tavernes": note(
        "noemie-garant",
        hook=(
            "148 tavernes relevées au crayon, terrazzo compris. Soixante et une sont "
            "fermées ; le livre, lui, reste ouvert tard.",
            "148 taverns surveyed in pencil, terrazzo included. Sixty-one have closed; "
            "the book stays open late.",
        ),
        fr="""
Ils se sont mis à deux, avec un ruban à mesurer et une consigne : commander avant de
dessiner. Denise Vaugeois-Khan écrit, Olivier Samson-Roch relève les plans, et chaque
taverne a droit à sa double page, avec l'emplacement exact du pot d'œufs dans le
vinaigre.

C'est un livre d'architecture qui sent la bière tablette. On y apprend pourquoi les
fenêtres étaient hautes, qui a eu le droit d'entrer en 1979, et comment on reconnaît un
vrai terrazzo à la façon dont une chaise y glisse. Les portraits de serveurs valent à
eux seuls le poids du colis, qui est considérable.

Aucune note de dégustation, aucun palmarès. Juste des endroits où quelqu'un savait ce
que vous alliez prendre.
""",
        en="""
There were two of them, with a tape measure and one rule: order before drawing. Denise
Vaugeois-Khan writes, Olivier Samson-Roch surveys, and each tavern gets its double page,
with the exact position of the jar of pickled eggs.

It is an architecture book that smells of room-temperature beer. You learn why the
windows were so high, who was let in for the first time in 1979, and how to tell true
terrazzo by the way a chair slides on it. The portraits of waiters alone are worth the
weight of the parcel, which is considerable.

No tasting notes, no rankings. Only places where somebody knew what you were having.
""",
    ),
    "saint-prime-la-nuit": note(
        "rosalie-tran",
        hook=(
            "Vingt-deux ans de retours à pied, une fenêtre notée par soir. Le plus "
            "calme des livres à suspense.",
            "Twenty-two years of walking home, one lit window a night. The quietest of "
            "page-turners.",
        ),
        fr="""
Odile Grand-Maison était infirmière de nuit. Elle rentrait à pied par le rang et, pour
ne pas s'endormir debout, elle choisissait une fenêtre allumée et la décrivait en
arrivant. Une seule. Parfois une ligne, parfois une page, dans des cahiers d'école.

On croit lire un inventaire. Puis une lampe change de pièce, un rideau disparaît, un
berceau arrive devant la même vitre où, onze ans plus tôt, il y avait un train
électrique. Le village se raconte sans savoir qu'on l'écoute, et elle ne trahit personne
: pas un nom, pas une adresse.

On l'a lu en deux soirs, lumière ouverte, en se demandant tout à coup de quoi on avait
l'air, vus du chemin.
""",
        en="""
Odile Grand-Maison was a night nurse. She walked home along the concession road and, to
keep from falling asleep on her feet, picked one lit window and described it when she
got in. Just one. Sometimes a line, sometimes a page, in school notebooks.

It reads like an inventory. Then a lamp moves to another room, a curtain goes, a cradle
appears behind the very pane where, eleven years earlier, there was an electric train. A
village tells its story without knowing anyone listens, and she betrays no one: no name,
no address.

We read it in two evenings, lights on, suddenly wondering what we looked like from the
road.
""",
    ),
    "le-carnet-d-adelard": note(
        "noemie-garant",
        hook=(
            "Treize étés seul dans une tour à feu. Il surveillait la forêt ; il a "
            "surtout appris à attendre.",
            "Thirteen summers alone in a fire tower. He watched the forest; mostly he "
            "learned to wait.",
        ),
        fr="""
Le carnet était dans la poche d'un imperméable, l'imperméable dans un sac, le sac au
chemin. Jeanne Thivierge l'a ramassé et a mis quatre ans à retrouver à qui il
appartenait : un gardien de tour nommé Adélard, monté chaque mois de mai avec un poêle,
un cheval loué et trois livres, toujours les mêmes.

Elle ne comble pas les trous, elle les borde. Quand Adélard écrit « fumée au nord,
finalement un lac », elle va voir le lac. Quand il cesse d'écrire pendant vingt jours,
elle compte les orages. Le livre avance ainsi, à hauteur d'homme et de cime.

Les taches de thé sont reproduites. Celle du 9 juillet 1968 a une histoire.
""",
        en="""
The notebook was in the pocket of a raincoat, the raincoat in a bag, the bag by the
road. Jeanne Thivierge picked it up and took four years to find whose it was: a fire
watcher named Adélard, who climbed up every May with a stove, a hired horse and three
books, always the same three.

She does not fill the gaps; she hems them. When Adélard writes “smoke to the north,
turned out to be a lake”, she goes to see the lake. When he stops writing for twenty
days, she counts the storms. So the book moves on, at the height of a man and of the
treetops.

The tea stains are reproduced. The one of July 9, 1968 has a story.
""",
    ),
    "portage": note(
        "rosalie-tran",
        hook=(
            "Onze jours de rivière entre un père et sa fille. On y parle peu, et "
            "jamais pour rien.",
            "Eleven days of river between a father and his daughter. Little is said, "
            "none of it idle.",
        ),
        fr="""
La consigne du père tient en une phrase : on ne dit rien d'important dans un rapide. Il
reste donc les portages, quatorze en tout, où ils marchent l'un derrière l'autre avec le
canot entre eux et la conversation qui va et vient par en dessous.

Simon Vollant-Bacon écrit court et pose les choses où il faut. Un thermos, une carte
pliée à l'envers, un nom de rivière que la fille connaissait par l'école et que le père
lui rend autrement. Rien n'est expliqué ; tout finit par se comprendre, comme le
courant.

La maison de Wendake livre elle-même aux gens du coin. Pour les autres, on s'occupe du
dernier portage, et c'est nous qui marchons devant.
""",
        en="""
The father has one rule: nothing important is said in a rapid. That leaves the portages,
fourteen of them, where they walk one behind the other with the canoe between them and
the conversation going back and forth underneath.

Simon Vollant-Bacon writes short and puts things where they belong. A thermos, a map
folded inside out, the name of a river that the daughter knew from school and that her
father gives back to her another way. Nothing is explained; it all becomes clear, the
way a current does.

The press, in Wendake, delivers in person to its neighbours. For everyone else, we take
the last portage, and we walk in front.
""",
    ),
    "echangeur": note(
        "rosalie-tran",
        hook=(
            "Neuf conducteurs, un échangeur, un vendredi. Personne ne sort avant la "
            "page 140, et on ne s'en plaint pas.",
            "Nine drivers, one interchange, one Friday. Nobody gets out before page "
            "140, and nobody minds.",
        ),
        fr="""
Mélodie Paquin-Roy a dessiné cent soixante-douze pages de bouchon sans qu'on s'ennuie
une seconde. Le truc : neuf autos, neuf couleurs, et des bretelles qui se croisent d'une
planche à l'autre, si bien que ce qui tombe d'une fenêtre à la page 12 est ramassé à la
page 97 par quelqu'un d'autre.

Il y a une déménageuse qui parle à un divan, un ministre qui a envie, un enfant qui
tient le compte des camions, et un couple qui rompt par clignotants interposés. Le
chapitre muet, vu d'hélicoptère, est une merveille d'horlogerie : on l'a refait au
crayon sur une nappe pour être certains.

À lire d'un coup, sur le siège du passager.
""",
        en="""
Mélodie Paquin-Roy has drawn a hundred and seventy-two pages of traffic jam without one
dull second. The trick: nine cars, nine colours, and ramps that cross from page to page,
so that what falls out of a window on page 12 is picked up on page 97 by someone else.

There is a mover who talks to a sofa, a minister who needs to go, a child keeping count
of the trucks, and a couple breaking up by turn signal. The silent chapter, seen from a
helicopter, is pure clockwork: we retraced it in pencil on a tablecloth to be sure.

Best read in one go, in the passenger seat.
""",
    ),
}
