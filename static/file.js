// La file d’ouverture, tenue à jour dans une page ouverte. Sans ce module, « Voir ma place » suffit.
// Les nombres communs sont demandés de temps en temps, jamais tous ensemble, seulement dans une page visible ;
// la place du lecteur n’est relue que quand l’étape change. Un tour connu ne bouge plus : l’horloge fait le reste.
const place = document.getElementById('ma-place');
const annonces = document.getElementById('annonces');
const page = document.body.dataset;
const lue = Date.parse(page.maintenant || '');
// L’horloge de la maison, comptée depuis ce qu’elle a dit : celle de l’appareil peut sauter.
let ecart = (Number.isNaN(lue) ? Date.now() : lue) - performance.now();
const maintenant = () => performance.now() + ecart;
const entre = (a, b) => a + Math.random() * (b - a);
const FINIES = ['fermee', 'annulee', 'finie'];
let pannes = 0;
let minuterie = 0;
let dit = '';

const etat = () => place.querySelector('[data-etape]');
const instant = (nom) => Date.parse(etat().dataset[nom] || '');

function poser(noeud, texte) {
  if (noeud && noeud.textContent !== texte) noeud.textContent = texte;
}

// --- la place : la page du serveur, seul à savoir ce qui est permis ici
async function relire() {
  const reponse = await fetch(`${place.dataset.file}/ma-place`, { credentials: 'same-origin' });
  if (reponse.redirected || !reponse.ok) throw new Error(String(reponse.status));
  const avant = etat();
  const lu = new DOMParser().parseFromString(await reponse.text(), 'text/html').querySelector('[data-etape]');
  if (!lu) return;
  const change = lu.dataset.etape !== avant.dataset.etape;
  const foyer = place.contains(document.activeElement) ? document.activeElement.id : null;
  if (!change && foyer !== null) return;
  avant.replaceWith(lu);
  const titre = lu.querySelector('h2');
  if (foyer !== null) {
    // Qui avait le foyer ici le garde ici : sur le même bouton, ou sur ce qui a changé.
    titre.tabIndex = -1;
    ((foyer && document.getElementById(foyer)) || titre).focus({ preventScroll: true });
  }
  if (change) poser(annonces, titre.textContent);
}

// --- le rang : ce qui passe avant suit de l’heure, du rythme et du numéro de tour
function avancer() {
  const { tour, rythme, etape } = etat().dataset;
  if (etape !== 'rang' || tour === undefined) return;
  const passes = Math.floor(((maintenant() - instant('compte')) * Number(rythme)) / 60000) + 1;
  const devant = Math.max(0, Number(tour) - passes);
  const nombre = place.querySelector('[data-devant]');
  const mot = place.querySelector('[data-devant-mot]');
  // Le rang n’avance que dans un sens, même si l’horloge de l’appareil saute.
  if (nombre && devant < Number(nombre.textContent)) {
    poser(nombre, String(devant));
    poser(mot, devant < 2 ? mot.dataset.un : mot.dataset.n);
  }
  const reste = instant('tourA') - maintenant();
  const palier = reste <= 60000 ? 'dit-1' : reste <= 300000 ? 'dit-5' : '';
  if (palier && palier !== dit) {
    if (dit || reste > 45000) poser(annonces, etat().getAttribute(`data-${palier}`));
    dit = palier;
  }
}

function compter(attendent) {
  const noeud = place.querySelector('[data-attendent]');
  if (noeud && attendent > 0) poser(noeud, attendent === 1 ? noeud.dataset.un : noeud.dataset.n.replace('{}', String(attendent)));
}

async function demander() {
  let delai = null;
  try {
    const reponse = await fetch(`${place.dataset.file}/nombres`, { credentials: 'same-origin', headers: { Accept: 'application/json' } });
    if (reponse.redirected || reponse.status === 404) return;
    if (!reponse.ok) throw new Error(String(reponse.status));
    const nombres = await reponse.json();
    // Des nombres inchangés reviennent avec l’heure où ils ont été dits : elle ne recule rien.
    ecart = Math.max(ecart, Date.parse(nombres.at) - performance.now());
    compter(nombres.waiting);
    const vus = [nombres.phase, nombres.left > 0, nombres.drawn, nombres.over].join('/');
    if (doitRelire(vus)) await relire();
    avancer();
    pannes = 0;
    if (FINIES.includes(etat().dataset.etape)) return;
  } catch {
    pannes += 1;
    // Un tour déjà venu, ou qui vient, n’attend pas une minute de plus une maison occupée.
    delai = entre(0.7, 1.3) * Math.min(reste() < 30000 ? 6000 : 60000, 2500 * 2 ** pannes);
  }
  prevoir(delai ?? attente());
}

function doitRelire(vus) {
  const etape = etat().dataset.etape;
  // La page dit ce qu’elle savait des nombres communs : ce qui a changé depuis se relit.
  if (vus !== etat().dataset.vu) return true;
  if (etape === 'tirage') return true;
  if (etape === 'bientot') return maintenant() >= instant('joindre');
  if (etape === 'attente') return maintenant() >= instant('ouvre');
  return etape === 'rang' && maintenant() >= instant('tourA');
}

// --- la cadence : large de loin, serrée près d’un instant attendu, chacun à son moment
function reste() {
  const prochain = { bientot: 'joindre', attente: 'ouvre', rang: 'tourA' }[etat().dataset.etape];
  return prochain ? instant(prochain) - maintenant() : NaN;
}

function attente() {
  const { etape } = etat().dataset;
  if (etape === 'tirage') return entre(900, 2200);
  const encore = reste();
  const usuel = entre(0.7, 1.3) * (encore > 120000 ? 20000 : 6000);
  if (Number.isNaN(encore)) return usuel;
  if (encore < 0) return entre(500, 1500);
  // À l’heure dite on demande, on ne suppose pas ; le tirage prend une seconde.
  const apres = etape === 'attente' ? entre(1200, 4000) : entre(50, 400);
  return Math.min(usuel, encore + apres);
}

function prevoir(delai) {
  clearTimeout(minuterie);
  if (!document.hidden) minuterie = setTimeout(demander, delai);
}

if (place && etat()) {
  place.classList.add('avec-script');
  if (!FINIES.includes(etat().dataset.etape)) prevoir(entre(500, 2500));
  setInterval(avancer, 1000);
  document.addEventListener('visibilitychange', () => {
    if (!FINIES.includes(etat().dataset.etape)) prevoir(entre(50, 800));
  });
}
