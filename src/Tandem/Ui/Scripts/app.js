import * as Turbo from '@hotwired/turbo';
import './theme.js';
import './menus.js';
import './dialogs.js';
import './toasts.js';
import './forms.js';
import './tables.js';
import './clocks.js';
import './live.js';
import './combobox.js';
import './palette.js';

Turbo.config.drive.progressBarDelay = 250;

// Charts and boards are heavy: their code comes only to the pages that show them, charts only once one comes near.
const near = new IntersectionObserver((figures) => {
  if (figures.some((figure) => figure.isIntersecting)) import('./charts.js').then((charts) => charts.draw());
}, { rootMargin: '300px' });

function furnish() {
  near.disconnect();
  for (const figure of document.querySelectorAll('figure[data-chart]')) near.observe(figure);
  if (document.querySelector('tandem-board')) import('./board.js');
}
document.addEventListener('turbo:load', furnish);
document.addEventListener('turbo:render', furnish);
