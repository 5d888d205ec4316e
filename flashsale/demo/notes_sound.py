"""The notes on albums and audiobooks, signed by those who chose them."""

from flashsale.demo.content import DemoNote, note

NOTES_SOUND: dict[str, DemoNote] = {
    "chaleur-tournante": note(
        "felix-arsenault",
        hook=(
            "Neuf chansons enregistrées dans un aréna fermé, compresseur allumé. On "
            "entend le froid, et quelqu'un qui chante pour se réchauffer.",
            "Nine songs recorded in a closed arena, compressor on. You hear the cold, "
            "and someone singing to keep warm.",
        ),
        fr="""
Ils avaient l'aréna de minuit à six heures, quatre micros et une consigne du gardien :
ne pas toucher au compresseur. Ils l'ont donc accordé. Toutes les chansons sont en si,
ou pas loin, parce que c'est la note que faisait la glace cette nuit-là.

Patinoire intérieure joue lent, serré, avec des gants coupés aux doigts. On reconnaît
une guitare, un harmonium, une rondelle. Au troisième titre, quelqu'un traverse la
patinoire en bottes pour aller fermer une porte, et ils l'ont gardé, parce que ça
tombait sur le temps. La dernière pièce dure six minutes et ne fait qu'attendre le jour.

Pressé en bleu, cent vingt pour nous. Le livret contient le plan des micros et, pour qui
sait regarder, celui de la cantine.
""",
        en="""
They had the arena from midnight to six, four microphones, and one order from the
caretaker: do not touch the compressor. So they tuned to it. Every song is in B, or
close, because that was the note the ice was making that night.

Patinoire intérieure play slow and tight, in fingerless gloves. You make out a guitar, a
harmonium, a puck. In the third song somebody crosses the rink in boots to shut a door,
and they kept it, because it fell on the beat. The last piece lasts six minutes and does
nothing but wait for morning.

Pressed in blue, a hundred and twenty for us. The booklet has the plan of the
microphones and, for those who look, of the snack bar.
""",
    ),
    "frequences-du-bas-du-fleuve": note(
        "felix-arsenault",
        hook=(
            "Un an de micros laissés dehors, entre Kamouraska et Matane. Le fleuve a "
            "signé la moitié des arrangements.",
            "A year of microphones left outdoors between Kamouraska and Matane. The "
            "river wrote half the arrangements.",
        ),
        fr="""
L'idée a l'air simple : poser des micros sur onze plages et revenir les chercher à
chaque changement de saison. Deux ne sont pas revenus, un troisième contenait surtout un
phoque. Le reste a pris un hiver à démêler.

Ce qui sort des haut-parleurs n'est pas un disque de détente. C'est une pièce de
cinquante-deux minutes où la glace craque sur quatre temps, où un traversier fait la
basse, où l'on passe de Saint-André à Sainte-Flavie sans qu'aucune couture paraisse. À
la vingtième minute, un capitaine donne la météo et l'on jurerait qu'il chante.

On conseille une première écoute couché par terre, et une deuxième au bord de l'eau,
pour comparer.
""",
        en="""
The idea sounds simple: leave microphones on eleven beaches and fetch them at each
change of season. Two never came back, and a third held mostly seal. The rest took a
winter to untangle.

What comes out of the speakers is not a relaxation record. It is one piece of fifty-two
minutes in which ice cracks in four-four time, a ferry plays bass, and you travel from
Saint-André to Sainte-Flavie without hearing a seam. Twenty minutes in, a captain reads
the weather, and you would swear he is singing.

We suggest a first listen lying on the floor, and a second at the water's edge, to
compare.
""",
    ),
    "cassette-jaune": note(
        "felix-arsenault",
        hook=(
            "Onze chansons d'amour et deux recettes, sur un quatre-pistes de vente de "
            "garage. Le pâté chinois est en ré mineur.",
            "Eleven love songs and two recipes on a garage-sale four-track. The "
            "shepherd's pie is in D minor.",
        ),
        fr="""
Les Beaux Risques sont trois, cousins ou presque, et n'ont répété qu'en auto. Le
quatre-pistes venait avec une cassette dedans : quelqu'un y lisait une recette de pâté
chinois à une personne qui pleurait. Ils l'ont laissée, et ils ont écrit le reste de
l'album autour, comme on met la table.

Ça donne des chansons courtes, chantées de proche, avec un souffle de ruban qui fait
couverture. « Le poêle est fermé, je pense » est la plus belle chanson de doute qu'on
connaisse. L'autre recette arrive à la fin de la face B et vous allez la faire, on vous
le dit.

Quarante-cinq exemplaires, dupliqués un par un. Si vous n'avez plus de lecteur, demandez
à votre beau-frère.
""",
        en="""
Les Beaux Risques are three, cousins or close to it, and only ever rehearsed in the car.
The four-track came with a cassette inside: someone reading a recipe for shepherd's pie
to a person who was crying. They left it there and wrote the rest of the album around
it, the way one sets a table.

The result is short songs, sung close, under a blanket of tape hiss. “Le poêle est
fermé, je pense” is the finest song about doubt we know of. The other recipe comes at
the end of side B, and you will make it. Do not say we did not tell you.

Forty-five copies, dubbed one at a time. No deck at home? Ask your brother-in-law.
""",
    ),
    "le-piano-du-centre-d-achats": note(
        "felix-arsenault",
        hook=(
            "Vingt-six ans de piano entre une fontaine et un magasin de souliers. Il "
            "était temps qu'on s'assoie pour l'écouter.",
            "Twenty-six years of piano between a fountain and a shoe store. High time "
            "we sat down to listen.",
        ),
        fr="""
Gaston Lavertu a joué douze mille heures pour des gens qui cherchaient leur auto. Il
connaît donc tous les rythmes de la marche, et il sait qu'on ralentit dans les accords
mineurs. Le gérant aussi l'avait remarqué : il demandait du majeur devant la foire
alimentaire.

Cabane à son lui a offert trois matins, avant l'ouverture, sur son propre piano, avec la
fontaine en marche parce qu'il ne sait plus compter sans elle. On y entend des airs
connus qui tournent mal, des valses pour escalier mécanique, et une pièce de onze
minutes composée un 24 décembre à 16 h 50.

Il a quitté le centre d'achats en mars. Personne n'a éteint la fontaine.
""",
        en="""
Gaston Lavertu has played twelve thousand hours for people looking for their car. He
knows every rhythm of walking, and he knows that people slow down for minor chords. The
manager had noticed too: he asked for major near the food court.

Cabane à son gave him three mornings before opening time, at his own piano, with the
fountain running because he can no longer count without it. You hear familiar tunes
going wrong, waltzes for escalator, and an eleven-minute piece composed one December 24
at ten to five.

He left the mall in March. Nobody has turned off the fountain.
""",
    ),
    "coulee": note(
        "felix-arsenault",
        hook=(
            "Quarante chaudières branchées sur un synthétiseur : plus ça coule, plus "
            "ça joue vite. Le meilleur morceau date du 2 avril.",
            "Forty sap buckets wired to a synthesizer: the faster they fill, the "
            "faster it plays. The best track is from April 2.",
        ),
        fr="""
Chaque chaudière a son contact, chaque goutte ouvre une note. Module d'érable n'a rien
joué, à proprement parler : ils ont accordé la forêt, puis ils ont attendu que la nuit
gèle et que le jour dégèle, ce qui est à peu près le plan de toute bonne musique.

Les premiers jours donnent des pièces presque immobiles, une goutte, un silence, un
oiseau qui se demande. Puis vient le grand redoux et tout s'emballe : la face B est une
pièce de danse écrite par quarante arbres qui n'ont aucun sens du rythme et finissent
par en trouver un ensemble.

Le vinyle est de la couleur qu'il faut. Le livret donne la température au degré près et
une recette de grands-pères.
""",
        en="""
Each bucket has its contact, each drop opens a note. Module d'érable did not, strictly
speaking, play anything: they tuned the forest, then waited for the nights to freeze and
the days to thaw, which is more or less the plan of all good music.

The first days give pieces that barely move: a drop, a silence, a bird wondering. Then
the great thaw comes and everything takes off. Side B is a dance track written by forty
trees that have no sense of rhythm and end up finding one together.

The vinyl is the colour it should be. The booklet gives the temperature to the degree,
and a recipe for dumplings in syrup.
""",
    ),
    "onde-courte": note(
        "felix-arsenault",
        hook=(
            "Toutes les nuits, la même voix donne la météo d'un village disparu. Il "
            "serait plus simple de fermer le poste.",
            "Every night the same voice reads the weather of a vanished village. It "
            "would be simpler to switch off the set.",
        ),
        fr="""
Il y a des romans qui s'écoutent mieux qu'ils ne se lisent, et celui-ci a été écrit pour
ça. L'électricien de Bertrand Aubut-Roy tourne un bouton, tombe sur une voix, et l'on
tourne avec lui : le montage glisse d'une bande à l'autre, avec des bouts de messe, de
hockey et de russe.

Maryse Jourdain-Leduc lit comme on répare un grille-pain, sans jamais forcer. Elle a
enregistré dans un poste de pompiers volontaires ; à deux reprises, on entend des bottes
partir en courant, et le roman, poli, attend leur retour.

Six heures douze, soit Baie-Comeau – Sept-Îles, aller et retour, avec un arrêt. On l'a
chronométré sur la 138, un soir de brume. On a manqué la sortie.
""",
        en="""
Some novels are better heard than read, and this one was written for it. Bertrand
Aubut-Roy's electrician turns a knob, lands on a voice, and you turn with him: the edit
slides from band to band through scraps of mass, hockey and Russian.

Maryse Jourdain-Leduc reads the way one repairs a toaster, never forcing. She recorded
in a volunteer fire station; twice you hear boots leave at a run, and the novel,
politely, waits for them to come back.

Six hours and twelve minutes: that is Baie-Comeau to Sept-Îles and back, with one stop.
We timed it on Route 138 one foggy evening. We missed the exit.
""",
    ),
    "lampe-de-galerie": note(
        "rosalie-tran",
        hook=(
            "Neuf histoires dites dehors, le soir, à voix basse. Quand une auto passe, "
            "elle attend. Nous aussi.",
            "Nine stories told outdoors at dusk, in a low voice. When a car goes by, "
            "she waits. So do we.",
        ),
        fr="""
Sabine Ouellet-Huard a d'abord raconté ces histoires à ses voisins, puis à leurs
invités, puis à des gens qui ralentissaient. Le studio de Gaspé lui a proposé une
cabine. Elle a répondu qu'une galerie sans moustiques, c'est un balcon, et c'est le
preneur de son qui s'est déplacé.

Il y a une histoire de vache, une de fiançailles, deux de noyade et une qui commence
comme une recette et qu'on n'ose plus interrompre. Elle les dit sans les jouer. On
entend la chaise, les grillons, la poche de glace qui se vide, et ce moment où la lampe
s'allume toute seule.

À écouter fenêtre ouverte. Si quelqu'un s'arrête sur le trottoir, montez le son.
""",
        en="""
Sabine Ouellet-Huard first told these stories to her neighbours, then to their guests,
then to people who slowed down as they passed. The studio in Gaspé offered her a booth.
She replied that a porch without mosquitoes is a balcony, so the sound recordist came to
her.

There is one story about a cow, one about an engagement, two drownings, and one that
starts like a recipe until nobody dares interrupt. She tells them without acting. You
hear the chair, the crickets, the bag of ice settling, and the moment when the lamp
comes on by itself.

Best with the window open. If someone stops on the sidewalk, turn it up.
""",
    ),
    "le-telephone-de-rollande": note(
        "felix-arsenault",
        hook=(
            "Tous les dimanches, il appelle sa grand-mère et demande s'il peut "
            "enregistrer. Elle dit oui, et oublie. Quelle chance.",
            "Every Sunday he calls his grandmother and asks if he may record. She "
            "says yes, and forgets. Lucky us.",
        ),
        fr="""
Rollande Lizotte a quatre-vingt-onze ans, un téléphone vert vissé au mur de la cuisine,
et une opinion sur tout ce qui se vend en pot. Son petit-fils l'appelle le dimanche. Il
n'a presque rien coupé : la vaisselle est là, le chien aussi, et le livreur qu'elle
garde dix minutes sur le pas de la porte.

On pensait entendre une mémoire. On entend une pensée, vive, un peu baveuse, qui se
demande si l'on doit inviter à ses funérailles quelqu'un avec qui l'on n'a pas fini une
chicane. La huitième conversation, où c'est elle qui pose les questions, nous a cloués
dans le stationnement de l'épicerie.

Elle a écouté le résultat. Elle trouve qu'il parle trop.
""",
        en="""
Rollande Lizotte is ninety-one. She has a green telephone screwed to the kitchen wall
and an opinion on everything sold in jars. Her grandson calls on Sundays. He cut almost
nothing: the dishes are there, the dog too, and the delivery man she keeps on the
doorstep for ten minutes.

We expected to hear a memory. We heard a mind, quick and a little cheeky, wondering
whether one ought to invite to one's funeral a person with whom a quarrel is still
unfinished. The eighth call, in which she asks the questions, kept us sitting in a
grocery store parking lot.

She has listened to the result. She finds he talks too much.
""",
    ),
    "le-phare-a-eteint": note(
        "rosalie-tran",
        hook=(
            "Un phare s'éteint, le village a un alibi, et personne n'a d'électricien. "
            "Une enquête où l'on se sert du café.",
            "A lighthouse goes dark, the village has an alibi, and nobody has an "
            "electrician. Coffee is served throughout.",
        ),
        fr="""
Le coupable est connu au chapitre 3, et c'est là que le roman commence. Gervaise
Cloutier-Ahern ne cherche pas qui a fermé la lumière ; elle cherche pourquoi quarante
personnes ont décidé, chacune de son côté, de ne pas la rallumer.

Réjean Synnott, qui lit, a été gardien pour de vrai. Il connaît le poids de la porte et
le nombre de marches, et il a corrigé l'autrice sur un détail de lentille dont elle se
vante maintenant partout. Sa voix ne fait aucun personnage et on les reconnaît tous.

Cinq heures vingt, trente et un chapitres, une tempête qu'on n'entend jamais en entier.
Nous l'avons terminé un soir de panne, ce qui aide.
""",
        en="""
The culprit is known in chapter 3, and that is where the novel begins. Gervaise
Cloutier-Ahern is not looking for who put out the light; she is looking for why forty
people decided, each on their own, not to turn it back on.

Réjean Synnott, who reads, was a keeper for real. He knows the weight of the door and
the number of steps, and he corrected the author on a detail about the lens that she now
boasts of everywhere. His voice plays no one, and you recognize them all.

Five hours twenty, thirty-one chapters, and a storm you never hear in full. We finished
it on the night of a power failure, which helps.
""",
    ),
}
