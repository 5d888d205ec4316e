// L’aperçu d’un texte pendant qu’on l’écrit. Sans ce module, le bouton « Voir l’aperçu » suffit.
const PAUSE = 500;

function compter(bloc) {
  const ligne = bloc.querySelector('input');
  const dire = bloc.querySelector('.indice');
  if (!ligne || !dire) return;
  const phrase = dire.textContent;
  const limite = Number(bloc.dataset.compte);
  const montrer = () => {
    const n = [...ligne.value].length;
    dire.textContent = n ? bloc.dataset.restent.replace('{}', String(n)) : phrase;
    bloc.classList.toggle('trop', n > limite);
  };
  ligne.addEventListener('input', montrer);
  montrer();
}

function suivre(forme) {
  const cadre = document.getElementById(forme.dataset.cadre);
  let attente = 0;
  let tour = 0;
  let change = false;
  async function montrer() {
    const mien = ++tour;
    try {
      const reponse = await fetch(forme.dataset.apercu, { method: 'POST', body: new FormData(forme), credentials: 'same-origin' });
      const html = reponse.ok ? await reponse.text() : null;
      // Une réponse lente ne remplace pas une plus récente.
      if (html !== null && mien === tour) cadre.innerHTML = html;
    } catch { /* hors ligne : l’aperçu attend la prochaine frappe, le texte reste dans la page */ }
  }
  forme.addEventListener('input', () => {
    change = true;
    clearTimeout(attente);
    attente = setTimeout(montrer, PAUSE);
  });
  forme.addEventListener('submit', () => { change = false; });
  addEventListener('beforeunload', (evenement) => { if (change) evenement.preventDefault(); });
}

for (const bloc of document.querySelectorAll('[data-compte]')) compter(bloc);
for (const forme of document.querySelectorAll('form[data-texte]')) suivre(forme);
