import { Listbox, asker, element } from './listbox.js';

// ARIA 1.2 combobox with a list: the field is a plain text input until this runs.
class Combobox extends HTMLElement {
  connectedCallback() {
    if (this.input) return;
    this.input = this.querySelector('input:not([type="hidden"])');
    this.value = this.querySelector('input[type="hidden"]');
    this.note = this.querySelector('[aria-live]');
    this.input.removeAttribute('list');
    this.list = element('ul', { class: 'listbox', role: 'listbox', id: `${this.input.id}-list`, 'aria-label': this.dataset.label, hidden: '' });
    this.append(this.list);
    for (const [name, value] of Object.entries({
      role: 'combobox', 'aria-expanded': 'false', 'aria-controls': this.list.id, 'aria-autocomplete': 'list', autocomplete: 'off',
    })) this.input.setAttribute(name, value);
    this.box = new Listbox(this.input, this.list, (option) => this.pick(option));
    this.ask = this.dataset.url
      ? asker((text) => this.address(text), (found, text) => this.show(found, text))
      : (text) => this.show(this.local(text), text);
    this.input.addEventListener('input', () => {
      if (this.value) this.value.value = '';
      if (this.input.value.length >= Number(this.dataset.min ?? 1)) this.ask(this.input.value);
      else this.close();
    });
    this.input.addEventListener('keydown', (event) => this.key(event));
    this.input.addEventListener('blur', () => this.close());
    this.input.addEventListener('click', () => { if (this.dataset.min === '0') this.ask(this.input.value); });
  }

  address(text) {
    const url = new URL(this.dataset.url, location.href);
    url.searchParams.set('q', text);
    return url;
  }

  local(text) {
    const wanted = text.toLowerCase();
    return [...this.querySelectorAll('datalist option')]
      .map((option) => ({ value: option.dataset.value ?? option.value, label: option.value, hint: option.dataset.hint }))
      .filter((option) => option.label.toLowerCase().includes(wanted))
      .slice(0, 50);
  }

  show(found, text) {
    if (document.activeElement !== this.input) return;
    this.list.replaceChildren(...found.map((option, i) => {
      const item = element('li', { role: 'option', id: `${this.list.id}-${i}`, 'aria-selected': 'false', 'data-value': option.value, 'data-label': option.label },
        element('span', {}, option.label), option.hint ? element('span', { class: 'option-hint' }, option.hint) : null);
      return item;
    }));
    if (!found.length && text) {
      this.list.append(element('li', { class: 'listbox-note', role: 'presentation' }, this.dataset.none ?? ''));
    }
    this.note.textContent = found.length ? (this.dataset.count ?? '{0}').replace('{0}', found.length) : this.dataset.none ?? '';
    this.list.hidden = false;
    this.input.setAttribute('aria-expanded', 'true');
    this.box.clear();
  }

  key(event) {
    if (event.key === 'Escape' && !this.list.hidden) {
      event.stopPropagation();
      return this.close();
    }
    if (event.key === 'ArrowDown' && this.list.hidden) {
      event.preventDefault();
      return this.ask(this.input.value);
    }
    if (!this.list.hidden) this.box.key(event);
  }

  pick(option) {
    this.input.value = option.dataset.label;
    if (this.value) this.value.value = option.dataset.value;
    this.close();
    this.input.dispatchEvent(new Event('change', { bubbles: true }));
    this.dispatchEvent(new CustomEvent('tandem:pick', { bubbles: true, detail: { ...option.dataset } }));
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
    this.box.clear();
  }
}
customElements.define('tandem-combobox', Combobox);
