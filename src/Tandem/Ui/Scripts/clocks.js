// Times told in words ("in 3 hours") are written again every half minute, from the moment they carry.
const steps = [['year', 31536000], ['month', 2592000], ['week', 604800], ['day', 86400], ['hour', 3600], ['minute', 60]];

export function relative(moment, now, language) {
  const seconds = (moment - now) / 1000;
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  for (const [unit, length] of steps) {
    if (Math.abs(seconds) >= length) return format.format(Math.trunc(seconds / length), unit);
  }
  return format.format(0, 'minute');
}

// Demonstration servers run at a moved date: count from the server's now, not the device's.
let skew = 0;
function learn() {
  const stamp = document.querySelector('meta[name="tandem-now"]')?.content;
  if (stamp) skew = Date.parse(stamp) - Date.now();
}
learn();
document.addEventListener('turbo:load', learn);

setInterval(() => {
  if (document.hidden) return;
  const now = Date.now() + skew;
  const language = document.documentElement.lang;
  if (language.startsWith('qps')) return;
  for (const time of document.querySelectorAll('time[data-relative]')) {
    time.textContent = relative(Date.parse(time.dateTime), now, language);
  }
}, 30000);
