// Selection: the box in the head picks all rows, the bar below counts.
document.addEventListener('change', (event) => {
  const box = event.target.closest('.pick');
  const table = box?.closest('.table-wrap');
  if (!table) return;
  const rows = [...table.querySelectorAll('tbody .pick')];
  const all = table.querySelector('thead .pick');
  if (box === all) for (const row of rows) row.checked = all.checked;
  const count = rows.filter((row) => row.checked).length;
  if (all) {
    all.checked = count > 0 && count === rows.length;
    all.indeterminate = count > 0 && count < rows.length;
  }
  const bar = table.querySelector('.bulk');
  if (bar) {
    bar.dataset.count = count;
    bar.querySelector('[data-count-text]').textContent = count;
  }
});
