// The theme is a cookie, so that the server renders the right one; this only saves the round trip.
document.addEventListener('submit', (event) => {
  const form = event.target.closest('form[data-theme-toggle]');
  if (!form) return;
  event.preventDefault();
  const root = document.documentElement;
  const dark = root.dataset.bsTheme
    ? root.dataset.bsTheme === 'dark'
    : matchMedia('(prefers-color-scheme: dark)').matches;
  const theme = dark ? 'light' : 'dark';
  root.dataset.bsTheme = theme;
  document.cookie = `tandem-theme=${theme};path=/;max-age=31536000;samesite=lax${location.protocol === 'https:' ? ';secure' : ''}`;
  document.dispatchEvent(new CustomEvent('tandem:theme'));
});
