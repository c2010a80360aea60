import { Argument, InvalidArgumentError, Option, type Command } from 'commander';
import { checkDataset } from '../../data-loaders/check-dataset.js';
import { contactSheet } from '../../data-loaders/contact-sheet.js';
import { inspectSample, inspectScene } from '../../data-loaders/inspect.js';
import { datasetEntry, datasetNames, type DatasetName } from '../../data-loaders/registry.js';
import { coupling, couplingTable, isRooms } from '../../data-loaders/rooms/index.js';
import type { Split } from '../../data-loaders/sample.js';
import { datasetStatistics, statisticsTable } from '../../data-loaders/statistics.js';
import { InputError } from '../support/errors.js';
import { writeFileAtomic } from '../support/files.js';
import { progress } from '../support/progress.js';
import { addDatasetOptions, openNamed, type DatasetOptions } from './dataset-options.js';
import { chooseInspected } from './inspected.js';
import { examples, jsonOption, pngFile, printJson, wholeNumber } from './options.js';

type DataOptions = DatasetOptions & { json?: boolean };

interface InspectOptions extends DataOptions {
  split?: Split;
  index?: number;
  id?: string;
  at?: [number, number];
}

const frames = { rendered: { width: 128, height: 96, scenes: 24 } };
/** The size at which studies look at them, and at which the published statistics were measured. */
const measuredFrames = { rendered: { width: 64, height: 48, scenes: 80 } };

/** `data list|inspect|check|stats|sheet`: look at a dataset before trusting it. */
export function defineData(data: Command): void {
  data
    .command('list')
    .description('list the datasets: what each offers, where to request it, its size and licence')
    .addOption(jsonOption())
    .addHelpText('after', examples('data list'))
    .action(list);
  datasetCommand(data, 'inspect', 'show what one frame holds, or the points of a scene without frames')
    .addOption(
      new Option('--split <name>', 'which split (default: the first that has frames)').choices([
        'train',
        'val',
        'test',
      ]),
    )
    .option('--index <i>', 'frame or scene by its place in the split', wholeNumber(0), 0)
    .option('--id <id>', 'frame or scene by its id, of any split')
    .option('--at <u,v>', 'also show the values at this pixel', parsePixel)
    .addHelpText('after', examples('data inspect rooms --index 3 --at 32,24 --json'))
    .action(inspect);
  datasetCommand(data, 'check', 'read every frame and cloud, and list what cannot be read')
    .addOption(
      new Option('--on-error <what>', 'end at the first problem, or succeed in spite of them').choices([
        'skip',
        'stop',
      ]),
    )
    .addHelpText('after', examples('data check posed-rgbd --root my-scan'))
    .action(check);
  const question = 'measure the statistics that decide whether a world resembles real ones';
  datasetCommand(data, 'stats', question, measuredFrames)
    .addHelpText('after', examples('data stats rooms --preset natural'))
    .action(stats);
  datasetCommand(
    data,
    'sheet',
    'make a contact sheet: colour with boxes, depth, points, normals, classes, instances, interventions',
  )
    .option('--frames <n>', 'number of frames', wholeNumber(1), 8)
    .option('--out <file>', 'PNG file to write', pngFile, 'sheet.png')
    .addHelpText('after', examples('data sheet rooms --width 256 --height 192 --out rooms.png'))
    .action(sheet);
}

function datasetCommand(parent: Command, name: string, description: string, defaults = frames): Command {
  const command = parent
    .command(name)
    .description(description)
    .addArgument(new Argument('<dataset>', 'which dataset').choices(datasetNames))
    .addOption(jsonOption());
  return addDatasetOptions(command, defaults);
}

function list({ json }: { json?: boolean }): void {
  const known = datasetNames.map((name) => {
    const { description, reference, origin, offer } = datasetEntry(name);
    return { name, description, reference, origin, ...offer };
  });
  if (json) return printJson(known);
  for (const { name, description, reference, modalities, tasks, request, size, licence } of known) {
    console.log(`${name}: ${description}`);
    const lines = [
      ['reference', reference],
      ['carries', ['colour', ...modalities].join(', ')],
      ['tasks', tasks.join(', ')],
      ['ask', request],
      ['size', size],
      ['licence', licence],
    ];
    for (const [field, text] of lines) console.log(`  ${field.padEnd(10)} ${text}`);
  }
}

async function inspect(name: DatasetName, options: InspectOptions): Promise<void> {
  const dataset = await openNamed(name, options, frames);
  const { kind, id, split, count } = chooseInspected(dataset, options);
  if (kind === 'scene' && options.at) throw new InputError(`${id} has no frames, so no pixel to show. Leave --at out.`);
  const inspected =
    kind === 'frame'
      ? await inspectSample(dataset, id, { split, count, at: options.at })
      : await inspectScene(dataset, id, { split, count });
  if (options.json) return printJson(inspected);
  for (const [field, value] of Object.entries(inspected)) console.log(`${field.padEnd(10)} ${JSON.stringify(value)}`);
}

async function check(name: DatasetName, options: DataOptions & { onError?: 'skip' | 'stop' }): Promise<void> {
  const { onError, json, ...given } = options;
  const dataset = await openNamed(name, given, frames);
  for (const note of dataset.notes ?? []) progress().note(note);
  const checked = await checkDataset(dataset, { stop: onError === 'stop' });
  const { problems, skipped } = checked;
  if (json) printJson(checked);
  else for (const { frame, problem } of problems) console.log(`${frame}: ${problem}`);
  const clouds = checked.clouds > 0 ? ` and ${skipped.clouds} of ${checked.clouds} clouds` : '';
  const summary = `${skipped.frames} of ${checked.frames} frames${clouds} cannot be used`;
  if (problems.length > 0 && onError !== 'skip')
    throw new InputError(`${summary}; mend or remove the files named, or go on without them with --on-error skip.`);
  if (json) return;
  const all = `${counted(checked.frames, 'frame')}${checked.clouds > 0 ? ` and ${counted(checked.clouds, 'cloud')}` : ''}`;
  console.log(problems.length > 0 ? `${summary} and were skipped.` : `${all}, all readable.`);
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

async function stats(name: DatasetName, options: DataOptions): Promise<void> {
  const dataset = await openNamed(name, options, measuredFrames);
  const statistics = await datasetStatistics(dataset);
  const rooms = isRooms(dataset)
    ? { kappa: dataset.options.style.kappa, coupling: await coupling(dataset) }
    : undefined;
  if (options.json) return printJson({ ...statistics, ...rooms });
  console.log(statisticsTable(statistics));
  if (rooms) console.log(`\n${couplingTable(rooms.coupling, rooms.kappa)}`);
}

async function sheet(name: DatasetName, options: DataOptions & { frames: number; out: string }): Promise<void> {
  const { frames: count, out, json } = options;
  writeFileAtomic(out, await contactSheet(await openNamed(name, options, frames), { frames: count }));
  if (json) printJson({ dataset: name, out });
  else console.log(out);
}

function parsePixel(text: string): [number, number] {
  const match = /^(\d+),(\d+)$/.exec(text);
  if (match === null) throw new InvalidArgumentError('Write column,row of a pixel, e.g. 32,24.');
  return [Number(match[1]), Number(match[2])];
}
