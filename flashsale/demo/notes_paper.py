"""The notes on magazines and fanzines, signed by those who chose them."""

from flashsale.demo.content import DemoNote, note

NOTES_PAPER: dict[str, DemoNote] = {
    "moraine-14": note(
        "rosalie-tran",
        hook=(
            "Une revue qui gratte la rouille, quatorzième livraison. On n'en dit pas "
            "plus, sauf qu'il y a une usine.",
            "A magazine that scratches at rust, fourteenth delivery. We say no more, "
            "except that there is a mill.",
        ),
        fr="""
Ce numéro porte sur la rouille, et *Moraine* a eu l'élégance de ne pas en faire une
métaphore avant la page 60. D'abord, des ponts. Puis une entente de bon voisinage signée
en 1911 et jamais relue. Puis un reportage dans une usine terminée, équipée, balayée, et
qui n'a jamais ouvert : on y rencontre le gardien, embauché pour six mois, resté trente
ans.

Les images sont en deux encres, orange et noir, sur un papier qui accroche. Le plan de
l'usine se déplie. Les quatre poèmes sont placés comme des portes coupe-feu, là où l'on
commence à manquer d'air.

C'est une revue de coopérative : chaque lecteur est un peu patron. Il reste quelques
fauteuils.
""",
        en="""
This issue is about rust, and *Moraine* has the grace not to make a metaphor of it
before page 60. First, bridges. Then a good-neighbour agreement signed in 1911 and never
reread. Then a report from a mill that was finished, fitted out, swept clean, and never
opened: you meet its watchman, hired for six months, who stayed thirty years.

The pictures are in two inks, orange and black, on paper with some tooth. The plan of
the mill folds out. The four poems are placed like fire doors, where one starts to run
short of air.

It is a co-op magazine: each reader is a bit of a boss. A few chairs are left.
""",
    ),
    "laine-d-acier-3": note(
        "rosalie-tran",
        hook=(
            "Huit personnes qui soudent, dont une relieuse et une médiatrice. Aucune "
            "ne dit « passion ». On respire.",
            "Eight people who weld, among them a bookbinder and a mediator. Not one "
            "says “passion”. What a relief.",
        ),
        fr="""
La règle de *Laine d'acier* : c'est la personne qui fait le travail qui le raconte, et
personne ne récrit ses phrases. Pour le numéro soudure, ils ont élargi le mot. Il y a
bien deux soudeuses de chantier naval, mais aussi une relieuse, un prothésiste, une
médiatrice familiale qui parle de « chauffer les deux bords également ».

On lit ça avec les mains. Chaque texte vient avec la liste des outils et leur usure, et
une page blanche intitulée « ce que j'ai raté », que tout le monde a remplie. La mise en
pages est sèche comme un bon joint.

Broches de cuivre, évidemment. Ils disent qu'elles vont verdir avec le temps et qu'ils
ont hâte.
""",
        en="""
The rule of *Laine d'acier*: whoever does the work tells it, and nobody rewrites their
sentences. For the welding issue they stretched the word. There are two shipyard
welders, yes, but also a bookbinder, a maker of prostheses, and a family mediator who
speaks of “heating both edges evenly”.

You read it with your hands. Each text comes with a list of tools and how worn they are,
and a blank page titled “what I ruined”, which everyone filled in. The layout is as
clean as a good bead.

Copper staples, naturally. They say these will turn green with time, and that they can
hardly wait.
""",
    ),
    "estran-8": note(
        "noemie-garant",
        hook=(
            "Une revue de marée : ce qu'on trouve, ce qu'on perd, et vingt-deux bottes "
            "gauches. Le mystère est entier.",
            "A tidal magazine: what is found, what is lost, and twenty-two left "
            "boots. The mystery stands.",
        ),
        fr="""
Entre la haute mer et la basse mer, il y a une bande de terrain qui n'appartient à
personne et dont *Estran* tient le journal depuis huit numéros. Le dossier porte sur les
bottes : vingt-deux trouvées en un an entre Matane et Les Méchins, toutes du pied
gauche. L'équipe a enquêté. Elle a interrogé un océanographe, un cordonnier et une
tante.

On y trouve aussi un portrait de pêcheuse d'oursins, une recette qui demande du goémon
et de l'aplomb, et l'horaire des marées de l'hiver, dessiné, à détacher, le seul que
nous ayons eu envie d'encadrer.

La revue sent un peu le varech. Ce n'est pas l'encre, c'est l'entrepôt, et on ne s'en
excuse pas.
""",
        en="""
Between high water and low there is a strip of land that belongs to no one, and *Estran*
has kept its diary for eight issues. The feature is about boots: twenty-two found in a
year between Matane and Les Méchins, every one a left. The team investigated. It
questioned an oceanographer, a cobbler and an aunt.

There is also a portrait of a sea urchin fisher, a recipe that calls for seaweed and
nerve, and this winter's tide table, drawn, to tear out, the only one we ever wanted to
frame.

The magazine smells faintly of kelp. It is not the ink, it is the warehouse, and no
apology is offered.
""",
    ),
    "bout-du-rang-5": note(
        "rosalie-tran",
        hook=(
            "Des gens qui cultivent, un silo qui écoute, et la météo d'hier, enfin "
            "exacte. Ça se lit les bottes aux pieds.",
            "People who grow things, a silo that listens, and yesterday's weather, "
            "accurate at last. Read it with your boots on.",
        ),
        fr="""
La chronique météo de *Bout du rang* est écrite après coup. « Il a grêlé mardi, comme
personne ne l'avait dit. » C'est la seule du pays qui ne se trompe jamais, et elle
raconte mieux une saison de ferme que bien des rapports.

Le reste est du même bois : une conversation entre une maraîchère et son banquier,
transcrite au complet avec les silences ; le journal d'un silo équipé d'un micro ; un
guide illustré des mauvaises herbes qu'on finit par respecter. Les photos sont prises de
dos, par politesse.

Le papier est recyclé et prévu pour une seconde vie dans le poêle. On en a essayé un. Il
s'allume bien. On l'a regretté tout de suite et on en a redemandé soixante-dix.
""",
        en="""
The weather column of *Bout du rang* is written afterwards. “It hailed on Tuesday, as no
one had said.” It is the only one in the country that is never wrong, and it tells a
farm season better than many a report.

The rest is cut from the same wood: a conversation between a market gardener and her
banker, transcribed in full with the silences; the diary of a silo fitted with a
microphone; an illustrated guide to weeds one ends up respecting. The photographs are
taken from behind, out of politeness.

The paper is recycled and meant for a second life in the stove. We tried one. It lights
well. We regretted it at once and asked for seventy more.
""",
    ),
    "depanneur-mon-amour-6": note(
        "rosalie-tran",
        hook=(
            "Onze personnes racontent un dépanneur qui n'existe plus. Rien n'est "
            "léché et tout est juste.",
            "Eleven people remember a corner store that is gone. Nothing is polished "
            "and everything rings true.",
        ),
        fr="""
On l'a lu debout, entre le présentoir à gratteux et le comptoir, comme il se doit.
*Dépanneur mon amour* en est à son sixième numéro et n'a toujours pas de site web, pas
de subvention et pas de numéro de téléphone : on le trouve en le cherchant.

Cette fois, onze personnes racontent un dépanneur qui n'existe plus. Il y a celui de la
rue Chabot, qui faisait crédit aux musiciens. Celui d'Amqui, où les films se louaient
avec un deux-litres. Celui qu'une fille de Laval redessine de mémoire, tablette par
tablette, avec les prix de 1994. Deux encres, trente-six pages, une agrafe posée croche.
Rien n'est léché et tout est juste.

On croit s'ennuyer du dépanneur ; on s'ennuie de quelqu'un qui nous y attendait. La
table en a gardé soixante.
""",
        en="""
We read it standing up, between the scratch tickets and the counter, as one should.
*Dépanneur mon amour* is on its sixth issue and still has no website, no grant and no
phone number: you find it by looking for it.

This time, eleven people remember a corner store that is gone. The one on Chabot Street
that gave credit to musicians. The one in Amqui where films were rented with two litres
of milk. The one a woman from Laval redraws from memory, shelf by shelf, with the prices
of 1994. Two inks, thirty-six pages, one crooked staple. Nothing is polished and
everything rings true.

You think you miss the store; you miss someone who was waiting for you there. The table
kept sixty.
""",
    ),
    "cabane-cabane": note(
        "rosalie-tran",
        hook=(
            "Vingt-quatre cabanes à pêche, de la plus droite à la plus sincère. Le "
            "poisson n'apparaît nulle part.",
            "Twenty-four fishing huts, from the straightest to the most sincere. No "
            "fish appears anywhere.",
        ),
        fr="""
Flavie Néron-Wu a passé un samedi de février sur la glace avec un pliant, un thermos et
deux gants différents. Elle a dessiné vingt-quatre cabanes dans l'ordre où on lui a
ouvert. Chacune a sa page et sa légende, une phrase du propriétaire, jamais plus : « La
porte vient de chez ma sœur. » « Je l'ai peinte pour la retrouver. » « On ne prend rien.
»

À la fin, on a le portrait d'une rue qui n'existe que huit semaines par année, avec ses
riches, ses jaloux, sa cabane de coin qui vend du café. Quatre couleurs, un papier
épais, un plan au centre.

On ne voit pas un seul poisson. D'après le tirage, c'était fidèle à la journée.
""",
        en="""
Flavie Néron-Wu spent one February Saturday on the ice with a folding stool, a thermos
and two different gloves. She drew twenty-four huts in the order in which people opened
the door. Each has its page and its caption, one sentence from the owner and no more:
“The door came from my sister's.” “I painted it so I could find it.” “We never catch
anything.”

By the end you have the portrait of a street that exists eight weeks a year, with its
rich, its envious, its corner hut selling coffee. Four colours, thick paper, a map in
the middle.

Not one fish to be seen. We are told this was faithful to the day.
""",
    ),
    "scrap-book-de-ruelle": note(
        "rosalie-tran",
        hook=(
            "Un été de ruelle consigné par onze enfants. Le voisin retraité a fait la "
            "mise en pages et n'a rien corrigé.",
            "",
        ),
        fr="""
Le règlement est à la page 2 : on a le droit de tout coller sauf des bibites vivantes.
Onze enfants de Limoilou ont tenu ce cahier de la Saint-Jean à la rentrée, et monsieur
Drolet, ancien typographe, quatrième galerie à gauche, a promis de l'imprimer sans
toucher aux fautes. Il a tenu parole, on voit que ça lui a coûté.

Il y a une enquête sur un chat, la comptabilité d'un kiosque de limonade, un procès, une
éclipse vue dans une boîte de céréales. Il y a surtout une carte des cachettes, périmée
dès l'impression, avec les repentirs.

On y retrouve ce que les adultes appellent la ruelle et que ceux-là appellent, plus
justement, dehors.
""",
    ),
    "ruban-noir-2": note(
        "noemie-garant",
        hook=(
            "Quarante lettres de réclamation jamais envoyées. La machine n'avait pas "
            "de touche d'effacement, ni l'auteur.",
            "Forty letters of complaint, never sent. The machine had no delete key, "
            "and neither had the author.",
        ),
        fr="""
Ulysse Corbeil-Hébert écrit à la compagnie d'électricité, à son ancien coloc, à la lune,
à l'inventeur du couvercle qui ne s'ouvre pas. Il tape tout d'un trait, sans brouillon,
sur une machine dont le *e* monte un peu. Puis il plie la lettre, la met dans une boîte,
et se sent mieux. Il a rempli la boîte.

Imprimerie du Cap a choisi les quarante meilleures. Les ratures sont là, et les grands
silences où le chariot revient. C'est méchant pendant dix lignes, puis l'adresse change
en cours de route et l'on comprend que c'est à son frère qu'il écrivait depuis le début.

Le vert de la couverture est posé à la main. Certains exemplaires débordent. Réclamez.
""",
        en="""
Ulysse Corbeil-Hébert writes to the power company, to his former roommate, to the moon,
to the inventor of the lid that will not open. He types straight through, no draft, on a
machine whose *e* rides a little high. Then he folds the letter, puts it in a box, and
feels better. He has filled the box.

Imprimerie du Cap picked the best forty. The crossings-out are there, and the long
silences where the carriage returns. It is nasty for ten lines, then the address shifts
midway and you understand that he was writing to his brother all along.

The green on the cover is laid by hand. Some copies run over. Do complain.
""",
    ),
}
