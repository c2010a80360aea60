import type { Figure, Trace } from './figure.js';

/** One number that a figure shows. Further fields say more of it, such as its margin. */
export interface PlottedNumber {
  /** Whose number it is: a variation, a finding's part, a baseline. */
  series: string;
  /** Where it stands along the other axis: a stage, a severity, a share of the labels. */
  x?: string | number | null;
  value: number | null;
  /** Ends of its interval. */
  low?: number | null;
  high?: number | null;
  /** Replications behind it. */
  seeds?: number | null;
  /** Items behind it in each replication; the fewest where they differ. */
  n?: number | null;
  /** What was measured, with its unit. */
  measure?: string | null;
  [field: string]: string | number | null | undefined;
}

/** A {@link PlottedNumber} with the name of the panel in which it stands. */
export type FigureNumber = PlottedNumber & { panel: string };

/** What a trace, or the layout for numbers that are written only, carries in its `meta`. */
export interface NumbersMeta {
  numbers: PlottedNumber[];
}

/**
 * The numbers behind a figure, one row a plotted value, from its traces and its written texts.
 *
 * A trace whose `meta` tells no numbers, as in a figure of one's own, gives its `x` and `y` (or `z`) with its error bars.
 */
export function figureNumbers({ data, layout }: Pick<Figure, 'data' | 'layout'>): FigureNumber[] {
  const panels = panelNames(layout.annotations);
  const own = data.flatMap((trace) => {
    const panel = panels[String(trace.xaxis ?? 'x')] ?? '';
    return (numbersOf(trace.meta) ?? plainNumbers(trace)).map((number) => ({ panel, ...number }));
  });
  return [...own, ...(numbersOf(layout.meta) ?? []).map((number) => ({ panel: '', ...number }))];
}

function numbersOf(meta: unknown): PlottedNumber[] | undefined {
  return (meta as Partial<NumbersMeta> | undefined)?.numbers;
}

/** Texts of panel titles by the axis below them, which their `name` tells. */
function panelNames(annotations: unknown): Record<string, string> {
  const titles = (annotations ?? []) as { name?: string; text?: string }[];
  return Object.fromEntries(
    titles.flatMap(({ name, text }) =>
      name?.startsWith('panel ') ? [[name.slice('panel '.length), plain(/<b>(.*?)<\/b>/.exec(text!)![1])]] : [],
    ),
  );
}

function plain(markup: string): string {
  return markup
    .replace(/<br>/g, ' ')
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}

/** Coordinates of a trace that tells no numbers; traces that carry no data, such as entries of a legend, give none. */
function plainNumbers(trace: Trace): PlottedNumber[] {
  const series = String(trace.name ?? trace.type);
  const along = (trace.x ?? trace.labels) as (string | number | null)[] | undefined;
  if (Array.isArray(trace.z))
    return (trace.z as (number | null)[][]).flatMap((line, row) =>
      line.map((value, column) => ({
        series: String((trace.y as unknown[] | undefined)?.[row] ?? row),
        x: along?.[column] ?? column,
        value,
      })),
    );
  const values = (trace.y ?? trace.values) as (number | null)[] | undefined;
  if (trace.hoverinfo === 'skip' || !values) return [];
  const bars = trace.error_y as { array?: number[]; arrayminus?: number[] } | undefined;
  return values.flatMap((value, i) => {
    if (value === null) return [];
    const [up, down] = [bars?.array?.[i], (bars?.arrayminus ?? bars?.array)?.[i]];
    const interval = up === undefined || down === undefined ? {} : { low: value - down, high: value + up };
    return [{ series, x: along?.[i] ?? i, value, ...interval }];
  });
}
