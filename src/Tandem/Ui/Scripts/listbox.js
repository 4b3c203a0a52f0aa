// What the autocomplete and the command palette share: options walked by arrows while the text field keeps the focus.
export class Listbox {
  constructor(input, list, choose) {
    this.input = input;
    this.list = list;
    this.choose = choose;
    this.at = -1;
    list.addEventListener('mousedown', (event) => event.preventDefault());
    list.addEventListener('click', (event) => {
      const option = event.target.closest('[role="option"]');
      if (option) this.choose(option);
    });
  }

  get options() {
    return [...this.list.querySelectorAll('[role="option"]')];
  }

  select(at) {
    const options = this.options;
    this.at = options.length ? (at + options.length) % options.length : -1;
    options.forEach((option, i) => option.setAttribute('aria-selected', String(i === this.at)));
    const current = options[this.at];
    if (current) {
      this.input.setAttribute('aria-activedescendant', current.id);
      current.scrollIntoView({ block: 'nearest' });
    } else {
      this.input.removeAttribute('aria-activedescendant');
    }
  }

  clear() {
    this.at = -1;
    for (const option of this.options) option.setAttribute('aria-selected', 'false');
    this.input.removeAttribute('aria-activedescendant');
  }

  key(event) {
    if (event.key === 'ArrowDown') this.select(this.at + 1);
    else if (event.key === 'ArrowUp') this.select(this.at < 0 ? -1 : this.at - 1);
    else if (event.key === 'Enter' && this.at >= 0) this.choose(this.options[this.at], event);
    else return false;
    event.preventDefault();
    return true;
  }
}

export function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value != null) made.setAttribute(name, value);
  made.append(...children.filter((child) => child != null));
  return made;
}

// Answers arrive in the order asked: a slow early one never overwrites a later one.
export function asker(build, show, wait = 140) {
  let timer, abort;
  return (text) => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      abort?.abort();
      abort = new AbortController();
      try {
        const answer = await fetch(build(text), { signal: abort.signal, headers: { accept: 'application/json' } });
        show(answer.ok ? await answer.json() : [], text);
      } catch (error) {
        if (error.name !== 'AbortError') show([], text);
      }
    }, wait);
  };
}
