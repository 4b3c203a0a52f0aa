// What a form gains from a script: busy buttons, filters that apply at once, the way to the first error, dropped files.
document.addEventListener('turbo:submit-start', ({ detail }) => {
  detail.formSubmission.submitter?.setAttribute('aria-busy', 'true');
});
document.addEventListener('turbo:submit-end', ({ detail }) => {
  detail.formSubmission.submitter?.removeAttribute('aria-busy');
});

// A pointer chooses once of what is one or another; several choices, and those that arrow keys walk through, are sent when the
// menu closes, by its button or on Enter.
let byKey = false;
document.addEventListener('keydown', () => { byKey = true; }, true);
document.addEventListener('pointerdown', () => { byKey = false; }, true);
document.addEventListener('change', (event) => {
  const form = event.target.closest('form[data-auto]');
  if (!form || event.target.matches('[data-wait]')) return;
  const menu = event.target.closest('details.menu');
  if (menu && (byKey || event.target.type === 'checkbox')) menu.dataset.changed = '';
  else form.requestSubmit();
});
document.addEventListener('toggle', ({ target }) => {
  if (target.open || !target.matches('details.menu[data-changed]')) return;
  delete target.dataset.changed;
  target.closest('form[data-auto]')?.requestSubmit();
}, true);

let typing;
document.addEventListener('input', ({ target }) => {
  if (!target.matches('form[data-auto] input[type="search"]')) return;
  clearTimeout(typing);
  // The page may have been replaced meanwhile: look the field up again.
  typing = setTimeout(() => document.querySelector(`form[data-auto] input[type="search"][name="${target.name}"]`)?.form.requestSubmit(), 350);
});

// What rules would do is asked for anew while somebody edits them: by the button of the frame that follows their form.
let editing;
document.addEventListener('input', ({ target }) => {
  const follower = () => document.querySelector('turbo-frame[data-follows] button[formaction]');
  if (!target.form || follower()?.form !== target.form || target.closest('[data-aside]')) return;
  clearTimeout(editing);
  editing = setTimeout(() => {
    const button = follower();
    button?.form.requestSubmit(button);
  }, 600);
});

// The list is drawn anew while somebody is still in its filters: focus, caret and what was typed since stay.
let left;
document.addEventListener('turbo:before-render', () => {
  const at = document.activeElement?.closest('form.filters') && document.activeElement;
  left = at && {
    field: at.closest('details')?.querySelector('[name]')?.name ?? at.name,
    text: at.matches('[type="search"]') ? at.value : null,
    caret: at.matches('[type="search"]') ? at.selectionStart : null,
  };
});
document.addEventListener('turbo:render', () => {
  const field = left && document.querySelector(`form.filters [name="${left.field}"]`);
  if (!field) return;
  if (left.text === null) return (field.closest('details')?.querySelector('summary') ?? field).focus();
  field.value = left.text;
  field.focus();
  field.setSelectionRange(left.caret, left.caret);
});

// An empty filter does not belong in the address.
document.addEventListener('formdata', (event) => {
  if (event.target.method !== 'get') return;
  for (const [name, value] of [...event.formData]) if (value === '') event.formData.delete(name);
});

document.addEventListener('turbo:render', () => document.querySelector('.form-errors')?.focus());
document.addEventListener('click', (event) => {
  const link = event.target.closest('.form-errors a[href^="#"]');
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  field.focus();
});

// Ctrl+Enter sends a comment.
document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && event.target.matches('textarea')) {
    event.target.form?.requestSubmit();
  }
});

// What was chosen stands in the button's place.
document.addEventListener('change', ({ target }) => {
  const said = target.closest('.attach')?.querySelector('[data-chosen]');
  if (!said) return;
  said.dataset.none ??= said.textContent;
  const files = target.files;
  said.textContent = files.length > 1 ? said.dataset.many.replace('{0}', files.length) : files[0]?.name ?? said.dataset.none;
});

class FileDrop extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector('input[type="file"]');
    const list = this.querySelector('.filedrop-list');
    const box = this.querySelector('.filedrop');
    if (!input || !box) return;
    box.classList.add('is-live');
    input.addEventListener('change', () => {
      list.replaceChildren(...[...input.files].map((file) => {
        const item = document.createElement('li');
        item.textContent = `${file.name} · ${size(file.size)}`;
        return item;
      }));
    });
    box.addEventListener('dragover', () => box.classList.add('is-over'));
    for (const end of ['dragleave', 'drop']) box.addEventListener(end, () => box.classList.remove('is-over'));
  }
}
customElements.define('tandem-filedrop', FileDrop);

function size(bytes) {
  const unit = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  const step = Math.min(Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1000)), 3);
  return new Intl.NumberFormat(document.documentElement.lang, {
    style: 'unit', unit: unit[step], unitDisplay: 'short', maximumFractionDigits: 1,
  }).format(bytes / 1000 ** step);
}
