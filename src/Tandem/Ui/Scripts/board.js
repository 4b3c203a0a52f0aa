import Sortable from 'sortablejs';

// The card last sent: the page that comes back gives it the focus again.
let sent;
document.addEventListener('turbo:load', () => {
  const card = sent && document.querySelector(`.board-card-title[href="${sent}"]`)?.closest('.board-card');
  sent = null;
  card?.focus();
});

// Cards move by pointer or by keyboard; either way the board's form is sent, which a card's menu opens too.
class Board extends HTMLElement {
  connectedCallback() {
    this.live = this.querySelector('[aria-live]');
    this.sort();
    this.addEventListener('keydown', this.key);
    this.addEventListener('focusout', this.drop);
    this.addEventListener('click', this.click);
    this.addEventListener('submit', this.submitted);
    this.addEventListener('turbo:frame-render', this.grown);
  }

  disconnectedCallback() {
    for (const sort of this.sorts) sort.destroy();
  }

  sort() {
    for (const sort of this.sorts ?? []) sort.destroy();
    this.sorts = this.columns.map((list) => Sortable.create(list, {
      group: this.id || 'board',
      draggable: '.board-card[data-move]',
      filter: '.board-move',
      preventOnFilter: false,
      animation: 140,
      delay: 180,
      delayOnTouchOnly: true,
      onEnd: ({ item, from, to }) => { if (from !== to) this.send(item, to); },
    }));
  }

  // The menu of a card opens the one form of the board; more cards in a column go on where the last one stood.
  click = (event) => {
    const { target } = event;
    const card = target.closest('.board-move')?.closest('.board-card');
    if (card && !event.metaKey && !event.ctrlKey) {
      event.preventDefault();
      const form = this.fill(card, card.parentElement.dataset.column);
      form.closest('dialog').showModal();
      form.querySelector('select').focus();
    }
    if (target.closest('.board-more')) this.last = target.closest('turbo-frame').querySelectorAll('.board-card').length;
  };

  submitted = ({ target }) => {
    sent = this.filled;
    target.closest('dialog').close();
  };

  grown = ({ target }) => {
    this.sort();
    target.querySelectorAll('.board-card')[this.last]?.focus();
  };

  get columns() {
    return [...this.querySelectorAll('.board-cards')];
  }

  key = (event) => {
    const card = event.target;
    if (!card.matches('.board-card')) return;
    if (this.held) {
      if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') this.shift(card, event.key === 'ArrowRight' ? 1 : -1);
      else if (event.key === ' ' || event.key === 'Enter') this.settle(card);
      else if (event.key === 'Escape') this.back();
      else return;
      event.preventDefault();
      return;
    }
    if (event.key === ' ' && card.dataset.move) {
      event.preventDefault();
      this.held = { card, list: card.parentElement, next: card.nextElementSibling };
      card.classList.add('is-held');
      this.say('held', card);
    } else if (event.key === 'Enter') {
      card.querySelector('.board-card-title')?.click();
    } else if (event.key.startsWith('Arrow')) {
      event.preventDefault();
      this.walk(card, event.key);
    }
  };

  walk(card, key) {
    const cards = [...card.parentElement.querySelectorAll('.board-card')];
    const row = cards.indexOf(card);
    if (key === 'ArrowDown') return cards[row + 1]?.focus();
    if (key === 'ArrowUp') return cards[row - 1]?.focus();
    const columns = this.columns;
    const step = key === 'ArrowRight' ? 1 : -1;
    for (let i = columns.indexOf(card.parentElement) + step; i >= 0 && i < columns.length; i += step) {
      const there = [...columns[i].querySelectorAll('.board-card')];
      if (there.length) return there[Math.min(row, there.length - 1)].focus();
    }
  }

  shift(card, step) {
    const columns = this.columns;
    const to = columns[columns.indexOf(card.parentElement) + step];
    if (!to) return;
    this.moving = true;
    to.prepend(card);
    card.focus();
    this.moving = false;
    card.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    this.say('over', card);
  }

  settle(card) {
    const { list } = this.held;
    this.release();
    if (card.parentElement === list) this.say('same', card);
    else this.send(card, card.parentElement);
  }

  back() {
    const { card, list, next } = this.held;
    this.moving = true;
    list.insertBefore(card, next);
    card.focus();
    this.moving = false;
    this.release();
    this.say('back', card);
  }

  drop = () => { if (this.held && !this.moving) this.back(); };

  release() {
    this.held?.card.classList.remove('is-held');
    this.held = null;
  }

  send(card, list) {
    const form = this.fill(card, list.dataset.column);
    this.say('moved', card);
    form.requestSubmit();
  }

  fill(card, column) {
    const form = this.querySelector('dialog form');
    this.filled = card.querySelector('.board-card-title').getAttribute('href');
    form.action = card.dataset.move;
    form.elements.Version.value = card.dataset.version ?? '';
    form.querySelector('select').value = column;
    this.querySelector('dialog h2').textContent = this.dataset.move.replace('{0}', card.dataset.label);
    return form;
  }

  say(what, card) {
    const column = card.parentElement.dataset.label;
    this.live.textContent = (this.dataset[what] ?? '').replace('{0}', card.dataset.label).replace('{1}', column);
  }
}
customElements.define('tandem-board', Board);
