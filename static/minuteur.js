// Amélioration progressive : la page est complète sans ce module.
// L’heure du serveur fait foi (data-maintenant). On mesure l’écart une fois, puis on soustrait :
// compter les tics perdrait des minutes quand l’onglet dort.
const page = document.body.dataset;
const lue = Date.parse(page.maintenant || '');
const ecart = Number.isNaN(lue) ? 0 : lue - Date.now();
const maintenant = () => Date.now() + ecart;
const anglais = document.documentElement.lang.startsWith('en');
const espace = '\u00a0';
const deux = (n) => String(n).padStart(2, '0');

function poser(noeud, texte) {
  if (noeud && noeud.textContent !== texte) noeud.textContent = texte;
}

function duree(ms) {
  const minutes = Math.max(0, Math.ceil(ms / 60000));
  const h = Math.floor(minutes / 60);
  const m = minutes % 60;
  if (!h) return `${m}${espace}min`;
  return `${h}${espace}h${m ? espace + deux(m) + (anglais ? espace + 'min' : '') : ''}`;
}

// --- échéances : à la minute, le temps absolu reste devant
function echeances() {
  for (const instant of document.querySelectorAll('time[data-fin]')) {
    const reste = instant.parentElement.querySelector('[data-reste]');
    if (!reste) continue;
    const ms = Date.parse(instant.dateTime) - maintenant();
    poser(reste, ms > 0 ? instant.dataset.dans.replace('{}', duree(ms)) : instant.dataset.fini);
  }
}

function chaqueMinute() {
  echeances();
  setTimeout(chaqueMinute, 60000 - (maintenant() % 60000) + 50);
}

// --- mise de côté : à la seconde, annoncée à 5 min, 2 min, 1 min et à la fin
const annonces = document.getElementById('annonces');
const boite = document.getElementById('rappel');
const paliers = [[300, 'a5min'], [120, 'a2min'], [60, 'a1min'], [0, 'echue']];
let annonce = null;

function annoncer(secondes) {
  let atteint = null;
  for (const [seuil, nom] of paliers) if (secondes <= seuil) atteint = nom;
  if (annonce === null) { annonce = atteint || 'debut'; if (atteint !== 'a1min') return; }
  else if (atteint === null || atteint === annonce) return;
  annonce = atteint;
  const phrase = annonces && annonces.dataset[atteint];
  if (phrase) poser(annonces, phrase);
  if (atteint === 'a1min' && boite && !boite.open) boite.showModal();
  if (atteint === 'echue' && boite && boite.open) boite.close();
}

function garde() {
  const fin = Date.parse(page.gardeFin || '');
  if (Number.isNaN(fin)) return;
  const secondes = Math.max(0, Math.ceil((fin - maintenant()) / 1000));
  const m = Math.floor(secondes / 60);
  const s = secondes % 60;
  const court = `${m}:${deux(s)}`;
  const long = m ? `${m}${espace}min ${s}${espace}s` : `${s}${espace}s`;
  for (const n of document.querySelectorAll('[data-garde]')) poser(n, court);
  for (const n of document.querySelectorAll('[data-garde-long]')) poser(n, long);
  for (const n of document.querySelectorAll('[data-ligne-fin]')) {
    const reste = Math.max(0, Math.ceil((Date.parse(n.dataset.ligneFin) - maintenant()) / 1000));
    poser(n, `${Math.floor(reste / 60)}:${deux(reste % 60)}`);
  }
  annoncer(secondes);
  if (secondes > 0) setTimeout(garde, (fin - maintenant()) % 1000 + 20);
}

if (page.maintenant) {
  echeances();
  setTimeout(chaqueMinute, 60000 - (maintenant() % 60000) + 50);
  garde();
  document.addEventListener('visibilitychange', () => { if (!document.hidden) echeances(); });
}
if (boite) boite.querySelector('[data-fermer]')?.addEventListener('click', () => boite.close());

// --- après un envoi : le foyer va au résumé d’erreurs, ou à la confirmation demandée
(document.querySelector('[data-foyer]'))?.focus();

// --- copier un lien : le bouton n’apparaît que s’il sert
if (navigator.clipboard) {
  for (const bouton of document.querySelectorAll('button[data-copier]')) {
    bouton.hidden = false;
    bouton.addEventListener('click', async () => {
      await navigator.clipboard.writeText(bouton.dataset.copier);
      poser(annonces, bouton.dataset.fait);
      poser(bouton, bouton.dataset.fait);
    });
  }
}
