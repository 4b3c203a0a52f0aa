// What a form gains from a script: busy buttons, filters that apply at once, the way to the first error, dropped files.
document.addEventListener('turbo:submit-start', ({ detail }) => {
  detail.formSubmission.submitter?.setAttribute('aria-busy', 'true');
});
document.addEventListener('turbo:submit-end', ({ detail }) => {
  detail.formSubmission.submitter?.removeAttribute('aria-busy');
});

document.addEventListener('change', (event) => {
  const form = event.target.closest('form[data-auto]');
  if (form && !event.target.matches('[data-wait]')) form.requestSubmit();
});

let typing;
document.addEventListener('input', (event) => {
  const form = event.target.closest('form[data-auto]');
  if (!form || !event.target.matches('input[type="search"]')) return;
  clearTimeout(typing);
  typing = setTimeout(() => form.requestSubmit(), 350);
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
