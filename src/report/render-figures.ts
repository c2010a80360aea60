import { drawFigures, figures } from '../../figures/index.js';
import { nearestNames } from '../features/index.js';
import { figureFormats, renderFigure, type FigureFormat, type FigureSize, type Theme } from '../plot/index.js';
import type { Study } from '../study/types.js';
import { InputError, throwIfAborted } from '../support/errors.js';
import { progress } from '../support/progress.js';

/** Options of {@link renderFigures}. */
export interface RenderFiguresOptions {
  /** Figures by name; all that the study has the data of when omitted. */
  names?: readonly string[];
  /** All when omitted. */
  formats?: readonly FigureFormat[];
  /** Light when omitted. */
  themes?: readonly Theme[];
  /** Wide when omitted. */
  sizes?: readonly FigureSize[];
  signal?: AbortSignal;
}

/** A figure of a study with the files in which it was written. */
export interface FigureFiles {
  name: string;
  title: string;
  caption: string;
  files: string[];
}

/**
 * Draws figures of a study into a folder, as `renderFigure` of `alignscope/plot` does, in every theme and size that is asked for. What
 * knows no theme or size is written once: `.html` and `.csv`, and one `.json` a size.
 *
 * Throws InputError naming the nearest figures where one is unknown, WorkError naming the figure that cannot be drawn or
 * the file that cannot be written, InterruptedError after `signal`.
 */
export async function renderFigures(
  study: Study,
  folder: string,
  { names, formats = figureFormats, themes = ['light'], sizes = ['wide'], signal }: RenderFiguresOptions = {},
): Promise<FigureFiles[]> {
  checkNames(names ?? []);
  const drawn = new Map<string, FigureFiles>();
  const wanted = sizes.map((size) =>
    drawFigures(study, { size }).filter(({ name }) => names === undefined || names.includes(name)),
  );
  const task = progress().start('figures', wanted.flat().length * themes.length);
  let done = 0;
  try {
    for (const [s, ofSize] of wanted.entries())
      for (const figure of ofSize)
        for (const [t, theme] of themes.entries()) {
          throwIfAborted(signal);
          const own = formats.filter((format) => writtenFor(format, s === 0, t === 0));
          const files = await renderFigure(figure, folder, { formats: own, theme });
          const { name, title, caption } = figure;
          const known = drawn.get(name) ?? { name, title, caption, files: [] };
          drawn.set(name, { ...known, files: [...known.files, ...own.map((format) => files[format])] });
          task.update(++done, name);
        }
  } finally {
    task.finish();
  }
  return [...drawn.values()];
}

function writtenFor(format: FigureFormat, isFirstSize: boolean, isFirstTheme: boolean): boolean {
  if (format === 'html' || format === 'csv') return isFirstSize && isFirstTheme;
  return format !== 'json' || isFirstTheme;
}

function checkNames(names: readonly string[]): void {
  const known = Object.keys(figures);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new InputError(
      `There is no figure '${unknown}'. Nearest: ${nearestNames(unknown, known).join(', ')} (of ${known.length}: ${known.join(', ')}).`,
    );
}
