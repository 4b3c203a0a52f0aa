import { visit } from '@hotwired/turbo';
import { Listbox, asker, element } from './listbox.js';

// Ctrl-K: go anywhere, find anything, start anything.
let box;

function open(text = '') {
  const dialog = document.getElementById('palette');
  if (!dialog || dialog.open) return;
  const input = dialog.querySelector('input');
  const list = dialog.querySelector('[role="listbox"]');
  if (box?.list !== list) wire(dialog, input, list);
  input.value = text;
  dialog.showModal();
  input.ask(text);
}

function wire(dialog, input, list) {
  box = new Listbox(input, list, (option, event) => {
    dialog.close();
    if (event?.ctrlKey || event?.metaKey) window.open(option.dataset.href, '_blank');
    else visit(option.dataset.href);
  });
  const none = dialog.querySelector('.palette-none');
  input.ask = asker((text) => `${dialog.dataset.url}?q=${encodeURIComponent(text)}`, (found) => {
    const groups = Map.groupBy ? Map.groupBy(found, (item) => item.group) : byGroup(found);
    let id = 0;
    list.replaceChildren(...[...groups].map(([name, items]) => {
      const title = `palette-group-${id}`;
      return element('div', { role: 'group', 'aria-labelledby': title },
        element('div', { class: 'palette-group', id: title, role: 'presentation' }, name),
        ...items.map((item) => option(item, `palette-${id++}`)));
    }));
    none.hidden = found.length > 0;
    box.clear();
    if (found.length) box.select(0);
  }, 90);
  input.addEventListener('input', () => input.ask(input.value));
  input.addEventListener('keydown', (event) => box.key(event));
}

function option(item, id) {
  const icon = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  icon.setAttribute('class', 'icon');
  icon.setAttribute('viewBox', '0 0 24 24');
  icon.setAttribute('aria-hidden', 'true');
  for (const d of item.paths ?? []) {
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', d);
    icon.append(path);
  }
  return element('div', { role: 'option', class: 'palette-item', id, 'data-href': item.href, 'aria-selected': 'false' },
    icon, element('span', { class: 'truncate' }, item.label), item.hint ? element('span', { class: 'palette-hint' }, item.hint) : null);
}

function byGroup(items) {
  const groups = new Map();
  for (const item of items) groups.set(item.group, [...(groups.get(item.group) ?? []), item]);
  return groups;
}

document.addEventListener('keydown', (event) => {
  if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey) {
    event.preventDefault();
    open();
  } else if (event.key === '/' && !event.target.closest('input, textarea, select, [contenteditable]')) {
    event.preventDefault();
    open();
  }
});
document.addEventListener('click', (event) => {
  if (event.target.closest('.finder')) open();
});
document.addEventListener('input', (event) => {
  if (!event.target.closest('.finder')) return;
  open(event.target.value);
  event.target.value = '';
});
