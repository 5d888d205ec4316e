"""The notes on films and shows, signed by those who chose them."""

from flashsale.demo.content import DemoNote, note

NOTES_FILMS: dict[str, DemoNote] = {
    "sept-heures-vers-senneterre": note(
        "felix-arsenault",
        hook=(
            "Le train n'a pas de wifi, le wagon non plus. Lebœuf filme ce que les "
            "gens se disent quand il n'y a rien d'autre à faire.",
            "The train has no wifi, nor has the car. Lebœuf films what people say to "
            "each other when there is nothing else to do.",
        ),
        fr="""
Anaïs Lebœuf a acheté quarante fois le même billet. Elle s'assoit toujours au même banc,
pose la caméra sur la tablette et attend que quelqu'un lui demande ce qu'elle fait.
C'est la moitié du film. L'autre moitié, c'est la réponse qu'ils lui font, eux, sans
qu'elle ait rien demandé.

Il y a des chasseurs, une infirmière qui change de village, un garçon qui transporte un
accordéon pour un inconnu. Le paysage défile sur les visages plutôt que dans la fenêtre.
À la quatrième heure, le train s'arrête pour un orignal et personne ne sort son
téléphone : il n'y a pas de réseau, et de toute façon ils étaient au milieu d'une
phrase.

Un film lent qui finit trop vite. Le livret donne l'horaire.
""",
        en="""
Anaïs Lebœuf bought the same ticket forty times. She always sits on the same bench, sets
the camera on the tray and waits for someone to ask what she is doing. That is half the
film. The other half is what they then tell her, without having been asked.

There are hunters, a nurse moving to another village, a boy carrying an accordion for a
stranger. The landscape goes by on their faces rather than in the window. In the fourth
hour the train stops for a moose and nobody takes out a phone: there is no signal, and
anyway they were in the middle of a sentence.

A slow film that ends too soon. The booklet has the timetable.
""",
    ),
    "les-patenteux": note(
        "felix-arsenault",
        hook=(
            "Sept inventeurs de choses qui existaient déjà. Ils le savaient. Ils les "
            "ont améliorées quand même, pour la plupart.",
            "Seven inventors of things that already existed. They knew. They improved "
            "them anyway, for the most part.",
        ),
        fr="""
Le premier a fabriqué une souffleuse avec un vélo d'exercice. La deuxième a mis une
porte de garage à sa serre, puis une serre à son garage. Omer Labrie-Savard les filme
comme on filme des virtuoses : plans larges, mains au centre, aucun commentaire.

Ce qui aurait pu être une galerie de drôles devient un film sur la patience et sur les
tiroirs. Chacun a le sien, plein de morceaux qu'on ne jette pas, et chacun finit par
l'ouvrir devant la caméra avec une gêne de premier rendez-vous. L'homme à l'hélice n'en
dit pas un mot pendant huit minutes ; on comprend pourtant tout, la veuve, le chien, le
vent.

À regarder avec quelqu'un qui a un garage. Prévoir la soirée ensuite.
""",
        en="""
The first one made a snow blower out of an exercise bike. The second put a garage door
on her greenhouse, then a greenhouse on her garage. Omer Labrie-Savard films them as one
films virtuosos: wide shots, hands in the middle, no commentary.

What could have been a gallery of oddballs becomes a film about patience and about
drawers. Each has one, full of parts too good to throw out, and each ends up opening it
for the camera with the shyness of a first date. The man with the propeller says nothing
for eight minutes, and yet it is all there: the wife who died, the dog, the wind.

Watch it with somebody who has a garage. Keep the evening free.
""",
    ),
    "les-heures-de-glace": note(
        "felix-arsenault",
        hook=(
            "Qui joue à 5 h 40, qui joue à 23 h 50, et qui arrose entre les deux. Un "
            "hiver complet, sans un seul but au ralenti.",
            "Who plays at 5:40 a.m., who plays near midnight, and who floods the ice "
            "between. A whole winter, not one slow-motion goal.",
        ),
        fr="""
Un aréna municipal se loue à l'heure, et l'horaire en dit plus long sur une ville que
son hôtel de ville. Nadine Petiquay a filmé la feuille affichée près du vestiaire, puis
tous ceux qui y sont inscrits : les novices, les infirmières, le club de ballon-balai
paroissial, un homme seul qui loue la dernière heure du dimanche pour patiner sans
musique.

Entre chaque groupe passe la surfaceuse, conduite par Denis, qui parle peu et lisse
tout. C'est lui le personnage principal, même s'il a demandé à être coupé. On voit ce
qu'il voit : des lignes rouges, un banc vide, une mitaine.

On n'y apprend pas qui gagne. On apprend qui revient.
""",
        en="""
A town arena is rented by the hour, and the timetable says more about a town than its
city hall. Nadine Petiquay filmed the sheet pinned up by the dressing room, then
everyone on it: the novices, the nurses, the parish broomball club, and a man alone who
rents the last hour on Sunday to skate without music.

Between groups comes the ice resurfacer, driven by Denis, who says little and smooths
everything. He is the lead, though he asked to be cut. We see what he sees: red lines,
an empty bench, a mitten.

You do not learn who wins. You learn who comes back.
""",
    ),
    "sous-le-b": note(
        "rosalie-tran",
        hook=(
            "Le bingo ferme à Noël, le gros lot dort depuis 1998. Une comédie où l'on "
            "chuchote, parce que les boules sortent.",
            "The bingo closes at Christmas; the jackpot has slept since 1998. A "
            "comedy in whispers, because the balls are coming out.",
        ),
        fr="""
Francine Desrosby a une méthode : elle laisse le plan durer jusqu'à ce que quelqu'un
triche. Ça finit toujours par arriver, et c'est toujours plus drôle que ce qu'un
scénariste aurait prévu. Son bingo de village compte neuf habitués, un crieur qui perd
la voix et une cagnotte dont plus personne ne sait où elle est.

On suit la dernière saison soir par soir. Les alliances se font au jus de tomate. Une
dame joue trente-deux cartes sans lunettes. Le maire passe, perd, revient. Et tout
doucement, sous le rire, monte la question de ce qu'on fait d'un vendredi quand il n'y a
plus de raison de sortir.

La scène du 14 est un sommet. Vous saurez laquelle.
""",
        en="""
Francine Desrosby has a method: she lets a shot run until somebody cheats. Somebody
always does, and it is always funnier than what a screenwriter would have planned. Her
village bingo has nine regulars, a caller who is losing his voice, and a jackpot nobody
can locate any more.

We follow the last season night by night. Alliances are sealed in tomato juice. One lady
plays thirty-two cards without glasses. The mayor drops in, loses, comes back. And
quietly, under the laughter, a question rises: what does one do with a Friday once there
is no reason to go out?

The scene of the 14 is a summit. You will know the one.
""",
    ),
    "chalet-a-vendre": note(
        "felix-arsenault",
        hook=(
            "Trois sœurs vident un chalet en une fin de semaine. Elles commencent par "
            "le réfrigérateur, et c'est une erreur.",
            "Three sisters empty a cottage in one weekend. They begin with the fridge, "
            "which is a mistake.",
        ),
        fr="""
Tout le monde a déjà hérité d'un tiroir. Karl-Antoine Dubé en filme quarante, dans un
chalet en A où il faut choisir qui garde le jeu de Mille bornes incomplet. L'aînée a
fait une liste, la cadette a apporté du vin, celle du milieu a dit qu'elle ne pleurerait
pas.

Le film se passe presque entièrement à genoux, le nez dans des boîtes. C'est tourné en
Super 16, avec un grain qui ressemble à de la poussière utile. Les dialogues sont d'une
justesse gênante : on a mis sur pause pour appeler nos sœurs, et on n'en a même pas.

L'acheteur arrive à la dernière scène. Il a l'air gentil. C'est bien le problème.
""",
        en="""
Everybody has inherited a drawer. Karl-Antoine Dubé films forty of them, in an A-frame
where it must be decided who keeps the incomplete board game. The eldest made a list,
the youngest brought wine, and the one in the middle said she would not cry.

Nearly the whole film takes place on its knees, nose in boxes. It is shot on Super 16,
with a grain that looks like useful dust. The dialogue is embarrassingly true: we paused
it to call our sisters, and we have none.

The buyer shows up in the last scene. He seems nice. That is the trouble.
""",
    ),
    "grand-bal-des-sous-sols": note(
        "rosalie-tran",
        hook=("On danse en bas de laine. Apportez les vôtres.", ""),
        fr="""
Le plancher de la salle Sainte-Bibiane a été posé sur des lambourdes d'érable en 1952
par un curé qui voulait du ballon-panier. Il a eu la meilleure piste de danse de la
Mauricie. Une fois par année, on y descend en bas de laine, parce que les souliers
marquent et que madame Bellerive, au vestiaire, voit tout depuis 1987.

L'orchestre compte neuf musiciens, dont deux accordéons qui ne se parlent pas. Premier
set pour ceux qui savent, deuxième pour ceux qui suivent, troisième pour tout le monde.
À minuit, on éteint et l'on danse un continental au son des pieds.

Les billets vont par deux : c'est un bal. Le vestiaire est compris, les sandwichs pas de
croûte aussi.
""",
    ),
    "une-tuque-a-l-opera": note(
        "rosalie-tran",
        hook=(
            "Un opéra de cinquante minutes sur une tuque perdue au vestiaire. Il y a "
            "de la soupe et un vrai contre-ut.",
            "A fifty-minute opera about a hat lost at the coat check. There is soup, "
            "and a real high C.",
        ),
        fr="""
Une tuque bleue reste sur le comptoir du vestiaire. La préposée soupçonne le ténor, le
ténor soupçonne la mezzo, et la mezzo chante qu'elle n'a jamais eu froid de sa vie, ce
qui n'est pas vrai. Voilà tout l'argument, et il suffit.

Léonie Frappier-Audet compose pour ce qu'elle a sous la main : trois voix, un harmonium
qui perd de l'air, les radiateurs de la Remise. Elle en tire un petit opéra sans un mot
de trop, où l'on rit du livret et où, tout à coup, au milieu d'un trio sur la laine, on
a la gorge serrée.

Douze places sont derrière un poteau. Nous ne vendons pas celles-là. La soupe est servie
pendant l'air de la mitaine.
""",
        en="""
A blue toque is left on the coat check counter. The attendant suspects the tenor, the
tenor suspects the mezzo, and the mezzo sings that she has never been cold in her life,
which is not true. That is the whole plot, and it is plenty.

Léonie Frappier-Audet writes for what she has at hand: three voices, a harmonium that
leaks, the theatre's radiators. Out of it comes a small opera without a word too many,
where you laugh at the libretto and then, in the middle of a trio about wool, find a
lump in your throat.

Twelve seats are behind a post. We do not sell those. Soup is served during the aria of
the mitten.
""",
    ),
    "cine-grange": note(
        "rosalie-tran",
        hook=(
            "Deux films, cent ballots de foin, du beurre qui vient d'en face. "
            "Apportez un coussin et des mitaines.",
            "Two films, a hundred bales of hay, butter from across the road. Bring a "
            "cushion and mittens.",
        ),
        fr="""
La coop de Saint-Camille vide sa grange après les foins et, depuis trois ans, la chauffe
pour montrer des films. Le projecteur est boulonné à une faucheuse. L'écran est un drap
de lit géant, cousu par sept personnes qui ne s'entendent pas sur le sens du pli.

Le programme double est choisi par vote à main levée, ce qui donne des soirées
imprévisibles et un public très engagé. On a vu là un western et un documentaire sur les
abeilles se répondre mieux que bien des festivals. À l'entracte, du maïs soufflé, du
beurre de la ferme d'en face, et un veau, pour ceux qui veulent.

Deux billets par couple, deux couvertures par ballot. Les vaches, elles, regardent
gratuitement.
""",
        en="""
The Saint-Camille co-op empties its barn after haying and, for three years now, has
heated it to show films. The projector is bolted to a mower. The screen is one giant
bedsheet, sewn by seven people who cannot agree on which way the fold goes.

The double bill is chosen by a show of hands, which makes for unpredictable evenings and
a very committed audience. We have seen a western and a documentary on bees answer each
other there better than at many a festival. At intermission: popcorn, butter from the
farm across the road, and a calf, for those interested.

Two tickets a couple, two blankets a bale. The cows watch for free.
""",
    ),
}
