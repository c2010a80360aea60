/** All measurements as tables to sort, filter and take along as CSV, a page at a time. */
import type { NumberColumn, TableData, WordColumn } from '../table-data.js';

const pageLength = 25;
/** Columns with more words than this are searched by text only. */
const mostChoices = 60;

/** A table as it stands: with its means, or with its single seeds. */
interface View {
  columns: (WordColumn | NumberColumn)[];
  length: number;
}

const source = document.getElementById('measurement-data');
if (source) start(JSON.parse(source.textContent!) as TableData[], document.querySelector('.measurements')!);

function start(tables: readonly TableData[], place: Element): void {
  let view: View;
  let shown: number[] = [];
  let page = 0;
  let sortedBy: { column: number; direction: 1 | -1 } | undefined;
  let chosen = new Map<number, number>();

  const select = element('select', '', ...tables.map(({ name }) => new Option(name, name)));
  const search = element('input', '');
  search.type = 'search';
  search.placeholder = 'every word must occur';
  const single = element('input', '');
  single.type = 'checkbox';
  const singleLabel = element('label', 'beside', single, ' single seeds');
  const about = element('p', 'facts');
  const filters = element('div', 'controls');
  const table = element('table', '');
  const region = element('div', 'scroll', table);
  region.tabIndex = 0;
  region.setAttribute('role', 'region');
  region.setAttribute('aria-label', 'Rows of the table');
  const status = element('span', '');
  status.setAttribute('role', 'status');
  const back = button('Previous', () => turn(-1));
  const on = button('Next', () => turn(1));
  const save = button('Save as CSV', () => download(`${select.value}.csv`, csv(view, shown)));
  place.append(
    element(
      'div',
      'controls',
      element('label', '', 'table', select),
      element('label', '', 'search', search),
      singleLabel,
    ),
    about,
    filters,
    region,
    element('div', 'controls', back, on, status, save),
  );

  function chooseTable(): void {
    const data = tables[select.selectedIndex];
    singleLabel.hidden = data.perSeed === undefined;
    view =
      data.perSeed && single.checked
        ? singleSeeds(data)
        : { columns: data.columns, length: data.columns[0].values.length };
    about.textContent = data.about;
    sortedBy = undefined;
    chosen = new Map();
    filters.replaceChildren(...view.columns.flatMap(filterOf));
    drawHead();
    update();
  }

  function filterOf(column: WordColumn | NumberColumn, index: number): HTMLElement[] {
    if (!('words' in column) || column.words.length < 2 || column.words.length > mostChoices || column.name === 'unit')
      return [];
    const choice = element(
      'select',
      '',
      new Option('all', '-2'),
      ...column.words.map((word, i) => new Option(word, `${i}`)),
    );
    choice.addEventListener('change', () => {
      if (choice.value === '-2') chosen.delete(index);
      else chosen.set(index, Number(choice.value));
      update();
    });
    return [element('label', '', column.name, choice)];
  }

  function drawHead(): void {
    const cells = view.columns.map((column, index) => {
      const isNumber = !('words' in column);
      const cell = element(
        'th',
        isNumber ? 'number' : '',
        button(column.name, () => sortBy(index), ''),
      );
      cell.scope = 'col';
      if (sortedBy?.column === index) cell.ariaSort = sortedBy.direction === 1 ? 'ascending' : 'descending';
      return cell;
    });
    table.replaceChildren(element('thead', '', element('tr', '', ...cells)), element('tbody', ''));
  }

  function sortBy(column: number): void {
    const direction = sortedBy?.column === column && sortedBy.direction === 1 ? -1 : 1;
    sortedBy = { column, direction };
    for (const [i, cell] of [...table.tHead!.rows[0].cells].entries())
      cell.ariaSort = i === column ? (direction === 1 ? 'ascending' : 'descending') : null;
    update();
  }

  function update(): void {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const all = Array.from({ length: view.length }, (_, row) => row);
    shown = all.filter((row) => {
      for (const [column, word] of chosen) if (view.columns[column].values[row] !== word) return false;
      const text = words.length > 0 ? rowText(view, row) : '';
      return words.every((word) => text.includes(word));
    });
    if (sortedBy) {
      const { column, direction } = sortedBy;
      const key = sortKeys(view.columns[column]);
      shown.sort((a, b) => compare(key(a), key(b), direction));
    }
    page = 0;
    drawPage();
  }

  function turn(by: number): void {
    page += by;
    drawPage();
  }

  function drawPage(): void {
    const rows = shown.slice(page * pageLength, (page + 1) * pageLength);
    table.tBodies[0].replaceChildren(
      ...rows.map((row) =>
        element(
          'tr',
          '',
          ...view.columns.map((column) => element('td', 'words' in column ? '' : 'number', cellText(column, row))),
        ),
      ),
    );
    back.disabled = page === 0;
    on.disabled = (page + 1) * pageLength >= shown.length;
    save.disabled = shown.length === 0;
    const first = page * pageLength + 1;
    status.textContent =
      shown.length === 0
        ? `none of ${view.length} rows`
        : `${first}–${first + rows.length - 1} of ${shown.length}${shown.length < view.length ? `, out of ${view.length} rows` : ' rows'}`;
  }

  select.addEventListener('change', chooseTable);
  single.addEventListener('change', chooseTable);
  search.addEventListener('input', update);
  for (const link of document.querySelectorAll<HTMLElement>('.to-table'))
    link.addEventListener('click', () => {
      if (!tables.some(({ name }) => name === link.dataset.table)) return;
      select.value = link.dataset.table!;
      chooseTable();
    });
  chooseTable();
}

/** The same table with a row for each seed that has a value. */
function singleSeeds({ columns, perSeed }: TableData): View {
  const { seeds, values } = perSeed!;
  const places = columns[0].values.flatMap((_, row) =>
    seeds.flatMap((_, seed) => (values[seed][row] === null ? [] : [[row, seed] as const])),
  );
  return {
    columns: columns.flatMap((column): (WordColumn | NumberColumn)[] => {
      if (column.name === 'low') return [{ name: 'seed', values: places.map(([, seed]) => seeds[seed]) }];
      if (column.name === 'mean') return [{ name: 'value', values: places.map(([row, seed]) => values[seed][row]) }];
      if (column.name === 'high' || column.name === 'seeds') return [];
      return [{ ...column, values: places.map(([row]) => column.values[row]) } as WordColumn | NumberColumn];
    }),
    length: places.length,
  };
}

function cellText(column: WordColumn | NumberColumn, row: number): string {
  const value = column.values[row];
  if ('words' in column) return column.words[value as number] ?? '';
  if (value === null) return '–';
  const text = Number.isInteger(value) ? String(value) : value.toFixed(Math.abs(value) < 100 ? 4 : 1);
  return text.replace('-', '−');
}

function rowText({ columns }: View, row: number): string {
  return columns
    .map((column) => cellText(column, row))
    .join(' ')
    .toLowerCase();
}

function sortKeys(column: WordColumn | NumberColumn): (row: number) => string | number | null {
  if (!('words' in column)) return (row) => column.values[row];
  return (row) => column.words[column.values[row]] ?? null;
}

/** What is missing comes last either way. */
function compare(a: string | number | null, b: string | number | null, direction: 1 | -1): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return direction * (typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b)));
}

/** Rows as CSV (RFC 4180); a text that a spreadsheet would take for a formula begins with an apostrophe. */
function csv({ columns }: View, rows: readonly number[]): string {
  const quoted = (text: string): string => {
    const safe = /^[=+\-@\t]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  };
  const cell = (column: WordColumn | NumberColumn, row: number): string => {
    const value = column.values[row];
    if ('words' in column) return quoted(column.words[value as number] ?? '');
    return value === null ? '' : String(value);
  };
  return [columns.map(({ name }) => quoted(name)), ...rows.map((row) => columns.map((column) => cell(column, row)))]
    .map((line) => `${line.join(',')}\r\n`)
    .join('');
}

function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  const link = element('a', '');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function button(text: string, act: () => void, className = 'button'): HTMLButtonElement {
  const made = element('button', className, text);
  made.type = 'button';
  made.addEventListener('click', act);
  return made;
}

function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  made.append(...children);
  return made;
}
