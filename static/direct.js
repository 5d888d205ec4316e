// Les nombres d’une vente, tenus à jour dans une page ouverte. Sans ce module, la page est juste au chargement.
// On demande en moyenne aux cinq secondes, jamais tous ensemble, seulement ce qui est à l’écran d’une page visible.
const CADENCE = 5000;
const LOIN = 30000;
const PATIENCE = 60000;
const annonces = document.getElementById('annonces');
const entre = (a, b) => a + Math.random() * (b - a);
const blocs = new Set();

// --- la planche : mêmes carrés que web/planche.py
const PLUS = 240;
const COTE = 10;
const PAS = 14;

function carres(premier, nombre, colonnes) {
  let trace = '';
  let rangee = -1;
  for (let i = premier; i < premier + nombre; i += 1) {
    const ici = Math.floor(i / colonnes);
    trace += ici === rangee ? `m${PAS} 0` : `M${(i % colonnes) * PAS} ${ici * PAS}`;
    trace += `h${COTE}v${COTE}h-${COTE}z`;
    rangee = ici;
  }
  return trace;
}

function dessiner(svg, allotis, reste, vous) {
  const chacun = Math.ceil(allotis / PLUS);
  const total = Math.ceil(allotis / chacun);
  const miens = Math.min(Math.ceil(vous / chacun), total);
  const libres = Math.min(Math.ceil((reste - vous) / chacun), total - miens);
  const pris = total - miens - libres;
  const colonnes = total <= 80 ? 20 : total <= 120 ? 30 : 40;
  const traces = [['pris', carres(0, pris, colonnes)], ['reste', carres(pris + miens, libres, colonnes)], ['vous', carres(pris, miens, colonnes)]];
  svg.replaceChildren(...traces.filter(([, d]) => d).map(([classe, d]) => {
    const trait = document.createElementNS(svg.namespaceURI, 'path');
    trait.setAttribute('class', classe);
    trait.setAttribute('d', d);
    return trait;
  }));
}

// --- la phrase : les mots viennent de la page, dans sa langue
const compter = (un, plusieurs, n) => (n === 1 ? un : plusieurs.replace('{}', String(n)));

function dire(bloc, nombres) {
  const mots = bloc.dataset;
  const vous = Number(mots.vous);
  const reste = nombres.left + vous;
  const ailleurs = nombres.held - vous;
  let fort = mots.partis;
  let suite = '';
  // Une vignette n’a de place pour la suite que si elle y était déjà.
  const large = 'principal' in mots || bloc.large;
  if (reste > 0) [fort, suite] = [compter(mots.resteUn, mots.reste, reste), mots.sur];
  else if (ailleurs > 0) [fort, suite] = [mots.gardes, large ? compter(mots.gardesUn, mots.gardesN, ailleurs) : ''];
  const phrase = bloc.querySelector('[data-phrase]');
  const gras = document.createElement('b');
  gras.textContent = fort;
  const texte = suite ? `${fort} ${suite}` : fort;
  if (phrase.textContent.trim() !== texte) phrase.replaceChildren(gras, suite ? ` ${suite}` : '');
  return texte;
}

function montrer(bloc, nombres) {
  const vous = Number(bloc.dataset.vous);
  const reste = nombres.left + vous;
  dessiner(bloc.querySelector('svg'), nombres.allotted, reste, vous);
  bloc.querySelector('.planche').classList.toggle('urgent', reste > 0 && reste <= Math.max(5, Math.floor(nombres.allotted / 10)));
  const texte = dire(bloc, nombres);
  if (!('principal' in bloc.dataset)) return texte;
  for (const [lot, [libres]] of Object.entries(nombres.lots || {})) {
    const mot = document.querySelector(`[data-lot="${lot}"]`);
    if (mot && libres > 0) mot.textContent = compter(mot.dataset.resteUn, mot.dataset.reste, libres);
  }
  const barre = document.querySelector('[data-barre]');
  if (barre && reste > 0) barre.textContent = compter(barre.dataset.resteUn, barre.dataset.reste, reste);
  return texte;
}

// --- l’état a changé : le geste vient du serveur, seul à savoir ce qui est permis ici
function remplacer(ancien, nouveau) {
  const choisis = [...ancien.querySelectorAll('input:checked')].map((c) => [c.name, c.value]);
  const foyer = ancien.contains(document.activeElement);
  // Ce qui suit ne bouge pas quand le nouveau est plus court.
  nouveau.style.minHeight = `${ancien.offsetHeight}px`;
  ancien.replaceWith(nouveau);
  for (const [nom, valeur] of choisis) {
    const meme = nouveau.querySelector(`input[name="${nom}"][value="${valeur}"]:not(:disabled)`);
    if (meme) meme.checked = true;
  }
  if (foyer) { nouveau.tabIndex = -1; nouveau.focus({ preventScroll: true }); }
}

async function relire() {
  const reponse = await fetch(location.pathname, { credentials: 'same-origin' });
  if (!reponse.ok || reponse.redirected) return;
  const page = new DOMParser().parseFromString(await reponse.text(), 'text/html');
  const [ancien, nouveau] = [document.getElementById('geste'), page.getElementById('geste')];
  if (ancien && nouveau && (ancien.dataset.stand !== nouveau.dataset.stand || nouveau.querySelector('[data-lot]'))) remplacer(ancien, nouveau);
  // « Ouvre… » devient « Ferme… », puis « Fermée… ».
  const [dite, vraie] = [document, page].map((feuille) => feuille.querySelector('.fiche .echeance'));
  if (dite && vraie) dite.replaceWith(vraie);
  const [bas, autre] = [document.getElementById('bas'), page.getElementById('bas')];
  if (bas && autre && bas.className !== autre.className) bas.replaceWith(autre);
  document.title = page.title;
}

function etat(bloc, nombres) {
  const lots = 'principal' in bloc.dataset ? Object.values(nombres.lots || {}).map(([, mot]) => mot) : [];
  return [nombres.phase, nombres.state, ...lots].join('/');
}

async function recevoir(bloc, nombres) {
  const avant = bloc.dataset.etat;
  const apres = etat(bloc, nombres);
  const enVente = nombres.phase === 'live' || nombres.phase === 'suspended';
  const texte = enVente ? montrer(bloc, nombres) : '';
  if (apres === avant) return;
  if ('principal' in bloc.dataset) {
    await relire();
    const mots = { upcoming: '', suspended: bloc.dataset.pause, closed: bloc.dataset.fermee };
    const phrase = avant.startsWith('upcoming') && enVente ? `${bloc.dataset.ouverte} ${texte}` : mots[nombres.phase] ?? texte;
    if (annonces && phrase) annonces.textContent = phrase;
  }
  bloc.dataset.etat = apres;
}

// --- la cadence
function attente(bloc) {
  const ouvre = Date.parse(bloc.dataset.ouvre || '');
  const reste = ouvre - performance.now() - bloc.ecart;
  if (Number.isNaN(ouvre) || reste < 0) return entre(0.7, 1.3) * CADENCE;
  // À l’heure dite on demande, on ne suppose pas; chacun dans la seconde qui suit.
  return Math.min(entre(0.7, 1.3) * LOIN, reste + entre(100, 1000));
}

function arreter(bloc) {
  blocs.delete(bloc);
  clearTimeout(bloc.minuterie);
  vues.unobserve(bloc);
}

async function demander(bloc) {
  let delai = null;
  try {
    const reponse = await fetch(bloc.dataset.direct, { credentials: 'same-origin', headers: { Accept: 'application/json' } });
    if (reponse.redirected || reponse.status === 404) { arreter(bloc); return; }
    if (!reponse.ok) throw new Error(String(reponse.status));
    const nombres = await reponse.json();
    // Des nombres inchangés reviennent avec l’heure où ils ont été dits : elle ne recule rien.
    bloc.ecart = Math.max(bloc.ecart, Date.parse(nombres.at) - performance.now());
    bloc.pannes = 0;
    await recevoir(bloc, nombres);
    if (nombres.phase === 'closed' || nombres.phase === 'cancelled') { arreter(bloc); return; }
  } catch {
    bloc.pannes += 1;
    delai = entre(0.7, 1.3) * Math.min(PATIENCE, CADENCE * 2 ** bloc.pannes);
  }
  prevoir(bloc, delai ?? attente(bloc));
}

function prevoir(bloc, delai) {
  clearTimeout(bloc.minuterie);
  if (bloc.aVoir && !document.hidden) bloc.minuterie = setTimeout(demander, delai, bloc);
}

const vues = new IntersectionObserver((entrees) => {
  for (const { target, isIntersecting } of entrees) {
    target.aVoir = isIntersecting || 'principal' in target.dataset;
    if (blocs.has(target)) prevoir(target, Math.min(attente(target), entre(300, CADENCE)));
  }
});

for (const bloc of document.querySelectorAll('[data-direct]')) {
  Object.assign(bloc, { aVoir: false, ecart: Date.now() - performance.now(), pannes: 0, minuterie: 0, large: bloc.dataset.etat.includes('all_held') });
  const maintenant = Date.parse(document.body.dataset.maintenant || '');
  if (!Number.isNaN(maintenant)) bloc.ecart = maintenant - performance.now();
  blocs.add(bloc);
  vues.observe(bloc);
}
document.addEventListener('visibilitychange', () => {
  for (const bloc of blocs) prevoir(bloc, document.hidden ? 0 : entre(100, 1500));
});
