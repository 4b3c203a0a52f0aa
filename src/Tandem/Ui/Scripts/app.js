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

document.documentElement.classList.add('js');
Turbo.config.drive.progressBarDelay = 250;

// Charts and boards are heavy: their code comes only to the pages that show them.
document.addEventListener('turbo:load', () => {
  if (document.querySelector('figure[data-chart]')) import('./charts.js').then((charts) => charts.draw());
  if (document.querySelector('tandem-board')) import('./board.js');
});
