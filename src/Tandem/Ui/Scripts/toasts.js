// Toasts leave by themselves, except bad news, and not while someone reads them.
document.addEventListener('turbo:load', settle);
document.addEventListener('turbo:render', settle);
settle();

function settle() {
  for (const toast of document.querySelectorAll('.toast:not([data-settled])')) {
    toast.dataset.settled = '';
    if (!toast.classList.contains('tone-bad')) setTimeout(() => leave(toast), 6000);
  }
}

function leave(toast) {
  if (toast.matches(':hover, :focus-within')) return setTimeout(() => leave(toast), 2000);
  toast.classList.add('is-leaving');
  setTimeout(() => toast.remove(), 220);
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-dismiss]');
  if (button) button.closest('.toast, .banner')?.remove();
});
document.addEventListener('turbo:before-cache', () => document.querySelectorAll('.toast').forEach((toast) => toast.remove()));
