import { classColours } from '../../data-loaders/label-colours.js';
import type { SceneDataset } from '../../data-loaders/sample.js';
import { figureWidth, houseAxis, houseLayout, ink, plainText, type Figure } from '../plot/index.js';

/** Options of {@link classFigure}. */
export interface ClassFigureOptions {
  title: string;
  /** What a value is: 'share of pixels'. */
  axis: string;
}

/** Pixels of a bar with its gap, and bars that are shown. */
const barHeight = 22;
const mostBars = 30;

/** A table, as far as a figure of classes needs it; those of arquero are such. */
export interface ClassTable {
  array(column: string): ArrayLike<unknown>;
}

/**
 * A bar for each class, in the order given and in the colours that pictures give it; of more than 30 the first.
 *
 * @param table with the columns `class`, names, and `value`, numbers
 */
export function classFigure(
  table: ClassTable,
  { classes, legend }: Pick<SceneDataset, 'classes' | 'legend'>,
  { title, axis }: ClassFigureOptions,
): Figure {
  const numbers = Array.from(table.array('value'), Number);
  const values = Array.from(table.array('class'), (name, i) => ({ class: String(name), value: numbers[i] }));
  const shown = values.slice(0, mostBars);
  const colours = classColours({ classes, legend });
  const known = classes.slice(1);
  const occurring = values.filter((one) => known.includes(one.class)).length;
  const rest = values.length > shown.length ? `; the first ${shown.length} are shown` : '';
  const subtitle = `${occurring} of ${known.length} classes occur${rest}`;
  return {
    name: 'classes',
    title,
    caption: `${subtitle}. ${axis}: ${shown.map((one) => `${one.class} ${short(one.value)}`).join(', ')}.`,
    data: [
      {
        type: 'bar',
        orientation: 'h',
        x: shown.map(({ value }) => value),
        y: shown.map((_, place) => place),
        text: shown.map(({ value }) => short(value)),
        textposition: 'outside',
        cliponaxis: false,
        marker: { color: shown.map((one) => colours[one.class]), line: { width: 0.5, color: ink.soft } },
      },
    ],
    layout: {
      ...houseLayout({ title: plainText(title), subtitle }),
      width: figureWidth,
      height: 120 + barHeight * shown.length,
      margin: { l: 160, r: 60, t: 68, b: 52 },
      bargap: 0.25,
      xaxis: houseAxis({ title: axis, rangemode: 'tozero' }),
      yaxis: houseAxis({
        range: [shown.length - 0.5, -0.5],
        tickvals: shown.map((_, place) => place),
        ticktext: shown.map((one) => plainText(one.class)),
        ticks: '',
        showgrid: false,
      }),
    },
  };
}

function short(value: number): string {
  return Number.isInteger(value) ? `${value}` : value.toPrecision(2);
}
