import { config } from '@hotwired/turbo';

// A link with data-dialog leads to a page; where the dialog is on this page already, it opens instead.
document.addEventListener('click', (event) => {
  if (event.metaKey || event.ctrlKey) return;
  const opener = event.target.closest('[data-dialog]');
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog) {
    event.preventDefault();
    open(dialog);
  }
  const closer = event.target.closest('[data-close]');
  if (closer?.closest('dialog')) {
    event.preventDefault();
    closer.closest('dialog').close();
  }
  if (event.target.matches('dialog')) event.target.close();
});

// Who opens a dialog wants its first field and not the button that closes it; on a touch screen that would raise the keyboard.
function open(dialog) {
  dialog.showModal();
  if (matchMedia('(pointer: coarse)').matches) return;
  (dialog.querySelector('.form-errors') ?? dialog.querySelector('.dialog-body :is(input:not([type="hidden"]), select, textarea)'))?.focus();
}

// A dialog whose form was refused comes back open; raise it to a modal one.
document.addEventListener('turbo:load', raise);
document.addEventListener('turbo:render', raise);
function raise() {
  for (const dialog of document.querySelectorAll('dialog[data-raise][open]')) {
    dialog.removeAttribute('data-raise');
    dialog.close();
    open(dialog);
  }
}

document.addEventListener('turbo:before-cache', () => {
  for (const dialog of document.querySelectorAll('dialog[open]')) dialog.close();
});

// Questions before a step that cannot be taken back.
config.forms.confirm = (message, form, submitter) => {
  const dialog = document.getElementById('confirm');
  if (!dialog) return Promise.resolve(window.confirm(message));
  const source = submitter?.dataset.turboConfirm ? submitter : form;
  dialog.querySelector('[data-message]').textContent = message;
  const yes = dialog.querySelector('[value="yes"]');
  yes.textContent = source.dataset.confirmLabel ?? submitter?.textContent.trim() ?? yes.textContent;
  yes.className = `btn ${source.dataset.confirmTone === 'bad' ? 'btn-danger-solid' : 'btn-primary'}`;
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
};
