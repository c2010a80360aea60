/** Draws each figure with Plotly when it comes into view, in the colours and the width of the page, in the place of its still. */
interface Drawable {
  data: { legendgroup?: string; name?: string; showlegend?: boolean }[];
  layout: Record<string, unknown> & { width: number; height: number; legend?: object };
}

interface FigureData {
  name: string;
  wide: Drawable;
  /** For a phone. */
  narrow?: Drawable;
  csv: string;
}

interface PlotlyInPage {
  react(element: HTMLElement, data: unknown, layout: unknown, config: object): Promise<unknown>;
  restyle(element: HTMLElement, update: object, traces: number[]): Promise<unknown>;
}

declare const Plotly: PlotlyInPage;
declare const recolour: <Value>(value: Value, colours: Readonly<Record<string, string>>) => Value;

const darkness = matchMedia('(prefers-color-scheme: dark)');
const darkColours = JSON.parse(document.getElementById('dark-colours')!.textContent!) as Record<string, string>;
/** Sheets below this width show figures made for a phone. */
const phone = 600;

/** A figure on the page, with the groups of traces that its reader has hidden. */
interface FigureOnPage {
  element: Element;
  sheet: HTMLElement;
  live: HTMLElement;
  content: FigureData;
  hidden: Set<string>;
  drawn?: Drawable;
}

/** The form of a figure that suits the width of its sheet. */
function suitable({ content: { wide, narrow }, sheet }: FigureOnPage): Drawable {
  return narrow && sheet.clientWidth < phone ? narrow : wide;
}

async function draw(figure: FigureOnPage): Promise<void> {
  // Text is measured once, so the typeface has to be there first.
  await Promise.all([400, 600].map((weight) => document.fonts.load(`${weight} 13px "Open Sans"`, 'aδ')));
  const { element, live, content, hidden } = figure;
  const chosen = suitable(figure);
  const { data, layout } = recolour(chosen, darkness.matches ? darkColours : {});
  live.hidden = false;
  await Plotly.react(
    live,
    data.map((trace) => (hidden.has(trace.legendgroup ?? '') ? { ...trace, visible: false } : trace)),
    // Variations are chosen by the boxes below, which a keyboard reaches.
    { ...layout, legend: { ...layout.legend, itemclick: false, itemdoubleclick: false } },
    {
      displaylogo: false,
      toImageButtonOptions: { format: 'svg', filename: content.name },
      modeBarButtonsToRemove: ['select2d', 'lasso2d', 'autoScale2d'],
    },
  );
  element.querySelector<HTMLElement>('.still')!.style.display = 'none';
  figure.drawn = chosen;
  fit(figure);
  if (!element.querySelector('.of-figure')) addControls(figure);
  element.setAttribute('data-drawn', '');
}

/** Scales a figure to the width of its sheet; where the other form suits it now, it is drawn when it comes into view. */
function fit(figure: FigureOnPage): void {
  const { element, drawn, sheet, live } = figure;
  if (!drawn) return;
  if (drawn !== suitable(figure)) return coming.observe(element);
  const { width, height } = drawn.layout;
  const scale = sheet.clientWidth / width;
  live.style.transform = `scale(${scale})`;
  live.style.width = `${width}px`;
  sheet.style.height = `${Math.ceil(height * scale)}px`;
  sheet.style.overflow = 'hidden';
}

/** A box for each entry of the legend, which shows or hides all that belongs to it, and a button that saves the numbers. */
function addControls(figure: FigureOnPage): void {
  const { data } = figure.content.wide;
  const groups = [...new Set(data.flatMap(({ showlegend, legendgroup }) => (showlegend && legendgroup) || []))];
  const switched = groups.filter((group) => data.filter(({ legendgroup }) => legendgroup === group).length > 1);
  const controls = document.createElement('div');
  controls.className = 'of-figure';
  if (switched.length > 1) controls.append(boxes(figure, switched));
  const save = document.createElement('button');
  save.type = 'button';
  save.className = 'button';
  save.textContent = 'Save the numbers as CSV';
  save.addEventListener('click', () => saveNumbers(figure.content));
  if (figure.content.csv.split('\n').length > 2) controls.append(save);
  figure.sheet.after(controls);
}

function boxes(figure: FigureOnPage, groups: readonly string[]): HTMLElement {
  const { live, hidden, content } = figure;
  const fieldset = document.createElement('fieldset');
  const legend = document.createElement('legend');
  legend.textContent = 'Show';
  fieldset.append(legend);
  for (const group of groups) {
    const label = document.createElement('label');
    label.className = 'beside';
    const box = document.createElement('input');
    box.type = 'checkbox';
    box.checked = true;
    box.addEventListener('change', () => {
      if (box.checked) hidden.delete(group);
      else hidden.add(group);
      const traces = figure.drawn!.data.flatMap(({ legendgroup }, i) => (legendgroup === group ? [i] : []));
      void Plotly.restyle(live, { visible: box.checked }, traces);
    });
    const entry = content.wide.data.find((trace) => trace.showlegend && trace.legendgroup === group);
    label.append(box, ` ${entry?.name ?? group}`);
    fieldset.append(label);
  }
  return fieldset;
}

function saveNumbers({ name, csv }: FigureData): void {
  const address = URL.createObjectURL(new Blob([csv], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `${name}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

const figures = [...document.querySelectorAll('.figure')].flatMap((element): FigureOnPage[] => {
  const text = element.querySelector('.figure-data')?.textContent;
  const sheet = element.querySelector<HTMLElement>('.sheet')!;
  const live = element.querySelector<HTMLElement>('.live')!;
  return text ? [{ element, sheet, live, content: JSON.parse(text) as FigureData, hidden: new Set() }] : [];
});
const coming = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      const figure = figures.find(({ element }) => element === target)!;
      if (!isIntersecting) continue;
      coming.unobserve(target);
      void draw(figure);
    }
  },
  { rootMargin: '400px' },
);
for (const { element } of figures) coming.observe(element);
addEventListener('resize', () => figures.forEach(fit));
darkness.addEventListener('change', () => {
  for (const { element } of figures) coming.observe(element);
});
document.documentElement.classList.add('scripts');
