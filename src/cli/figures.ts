import type { Command } from 'commander';
import { Option } from 'commander';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { nearestNames } from '../features/index.js';
import { figureFormats, type FigureFormat, type FigureSize, type Theme } from '../plot/index.js';
import { renderFigures, renderStudy, type FigureFiles } from '../report/index.js';
import { loadStudy } from '../study/load.js';
import { InputError } from '../support/errors.js';
import { packageRoot } from '../support/package.js';
import { interruptible } from './interruptible.js';
import { examples, jsonOption, printJson } from './options.js';

interface FiguresOptions {
  study?: string;
  out: string;
  figure?: string[];
  format?: string[];
  theme: Theme | 'both';
  size: FigureSize | 'both';
  json?: boolean;
}

/** What a study's figures were written to; `page` is null where only some were asked for. */
interface Rendered {
  study: string;
  out: string;
  page: string | null;
  figures: FigureFiles[];
}

/** `figures`: draws the figures of a finished study, or of every published result, again. */
export function defineFigures(command: Command): void {
  command
    .option('--study <dir>', 'folder of a finished study (default: every result in docs/results, a folder each)')
    .option('--out <dir>', 'folder to write to', 'figures/rendered')
    .option('--figure <names...>', 'only these figures (default: all that the study has the data of, and their page)')
    .option('--format <names...>', `only these of ${figureFormats.join(', ')} (default: all)`)
    .addOption(
      new Option('--theme <name>', 'ground of .svg, .png and .pdf').choices(['light', 'dark', 'both']).default('light'),
    ) // prettier-ignore
    .addOption(
      new Option('--size <name>', 'for a screen, or for one column of a page')
        .choices(['wide', 'column', 'both'])
        .default('wide'),
    ) // prettier-ignore
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'figures --study studies/rooms-quick --out figures/rendered',
        'figures --study studies/rooms-quick --figure robustness --format pdf csv --size column',
      ),
    )
    .action(figures);
}

async function figures(options: FiguresOptions): Promise<void> {
  const { out, json } = options;
  const formats = formatsIn(options.format);
  const rendered: Rendered[] = [];
  for (const { study, folder } of asked(options))
    rendered.push(await interruptible((signal) => draw(study, folder, { ...options, formats, signal })));
  if (json) printJson(options.study === undefined ? { out, studies: rendered } : rendered[0]);
  else
    for (const { figures: drawn, page, out: folder } of rendered)
      console.log(`${drawn.length} figure${drawn.length === 1 ? '' : 's'}: ${page ?? folder}`);
}

/** The studies to draw, each with the folder for its figures. */
function asked({ study, out }: FiguresOptions): { study: string; folder: string }[] {
  if (study !== undefined) return [{ study, folder: out }];
  const published = path.join(packageRoot(), 'docs', 'results');
  return fs
    .readdirSync(published)
    .sort()
    .map((name) => ({ study: path.join(published, name), folder: path.join(out, name) }));
}

async function draw(
  study: string,
  out: string,
  { figure: names, formats, theme, size, signal }: Omit<FiguresOptions, 'format'> & { formats?: FigureFormat[]; signal: AbortSignal }, // prettier-ignore
): Promise<Rendered> {
  const themes: Theme[] = theme === 'both' ? ['light', 'dark'] : [theme];
  const sizes: FigureSize[] = size === 'both' ? ['wide', 'column'] : [size];
  const loaded = loadStudy(study);
  const isWhole = names === undefined && formats === undefined && themes[0] === 'light' && sizes[0] === 'wide';
  if (isWhole) {
    const { drawn } = await renderStudy(loaded, { out, themes, sizes, signal });
    return { study, out, page: path.join(out, 'index.html'), figures: drawn };
  }
  const drawn = await renderFigures(loaded, out, { names, formats, themes, sizes, signal });
  const missing = names?.find((name) => drawn.every((figure) => figure.name !== name));
  if (missing !== undefined)
    throw new InputError(`${study} has not measured what the figure '${missing}' shows. Leave it out of --figure.`);
  return { study, out, page: null, figures: drawn };
}

function formatsIn(names: readonly string[] | undefined): FigureFormat[] | undefined {
  return names
    ?.flatMap((name) => name.split(','))
    .map((name) => {
      const format = figureFormats.find((known) => known === name);
      if (format === undefined)
        throw new InputError(
          `--format ${name} is not known. Nearest: ${nearestNames(name, figureFormats).join(', ')} (of ${figureFormats.join(', ')}).`,
        );
      return format;
    });
}
