// A menu is a <details>; a script only adds what people expect of one: it closes, and arrows walk it.
const open = () => document.querySelectorAll('details.menu[open]');

document.addEventListener('click', (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  const drawer = event.target.closest('[data-drawer]');
  const side = document.getElementById('side');
  if (drawer && side) {
    event.preventDefault();
    side.classList.toggle('is-open', drawer.dataset.drawer === 'open');
    (drawer.dataset.drawer === 'open' ? side.querySelector('a') : document.querySelector('[data-drawer="open"]'))?.focus();
  }
});

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector('summary').focus();
    }
    document.getElementById('side')?.classList.remove('is-open');
  }
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const menu = event.target.closest('details.menu');
  if (!menu || event.target.matches('input, select, textarea')) return;
  menu.open = true;
  const items = [...menu.querySelectorAll('.menu-item')];
  if (!items.length) return;
  event.preventDefault();
  const at = items.indexOf(document.activeElement);
  items.at(event.key === 'ArrowDown' ? (at + 1) % items.length : at <= 0 ? -1 : at - 1).focus();
});

// Whoever tabs on has done with the menu; whoever presses on its words gives the focus to what the menu stands in.
document.addEventListener('focusout', ({ target, relatedTarget }) => {
  const menu = target.closest('details.menu[open]');
  if (menu && relatedTarget && !menu.contains(relatedTarget) && !relatedTarget.contains(menu)) menu.open = false;
});

document.addEventListener('turbo:before-cache', () => {
  for (const menu of open()) menu.open = false;
  document.getElementById('side')?.classList.remove('is-open');
});

// The menu is longer than a small screen: where one is stays in sight.
document.addEventListener('turbo:load', () => {
  const here = document.querySelector('.side-link[aria-current]');
  const list = here?.closest('.side-nav');
  if (list) list.scrollTop = here.offsetTop - list.offsetTop - list.clientHeight + 2 * here.offsetHeight;
});
