/** Lets the rows of small tables be sorted by any of their columns. */
for (const table of document.querySelectorAll<HTMLTableElement>('table.sortable')) {
  const heads = [...table.tHead!.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement('button');
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const direction = head.getAttribute('aria-sort') === 'ascending' ? -1 : 1;
      for (const other of heads) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', direction === 1 ? 'ascending' : 'descending');
      const [body] = table.tBodies;
      body.append(...[...body.rows].sort((a, b) => direction * order(a.cells[column], b.cells[column])));
    });
  });
}

/** By number where both cells have one, otherwise by their text. */
function order(a: HTMLTableCellElement, b: HTMLTableCellElement): number {
  const [x, y] = [a, b].map((cell) => Number(cell.dataset.value ?? (cell.textContent || NaN)));
  return Number.isNaN(x) || Number.isNaN(y) ? a.textContent!.localeCompare(b.textContent!) : x - y;
}
