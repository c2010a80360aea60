import { Argument, InvalidArgumentError, Option, type Command } from 'commander';
import * as fs from 'node:fs';
import { contactSheet } from '../../data-loaders/contact-sheet.js';
import { inspectSample } from '../../data-loaders/inspect.js';
import type { SceneDataset, Split } from '../../data-loaders/sample.js';
import { datasetStatistics, statisticsTable } from '../../data-loaders/statistics.js';
import { InputError } from '../support/errors.js';
import { explainFileError } from '../support/files.js';
import { progress } from '../support/progress.js';
import { addDatasetOptions, datasetNames, openNamed, type DatasetOptions } from './dataset-options.js';
import { jsonOption, printJson, wholeNumber } from './options.js';

type DataOptions = DatasetOptions & { json?: boolean };

/** `data inspect|check|stats|sheet`: look at a dataset before trusting it. */
export function addDataCommand(program: Command): void {
  const data = program
    .command('data')
    .description('look at a dataset: one frame, all frames, its statistics, a contact sheet');

  datasetCommand(data, 'inspect', 'show what one frame holds')
    .addOption(new Option('--split <name>', 'which split').choices(['train', 'val', 'test']).default('train'))
    .option('--index <i>', 'frame by its place in the split', wholeNumber(0))
    .option('--id <id>', 'frame by its id')
    .option('--at <u,v>', 'also show the values at this pixel', parsePixel)
    .addHelpText('after', '\nExample:\n  npx alignscope data inspect rooms --index 3 --at 32,24 --json')
    .action(
      async (
        name: string,
        options: DataOptions & { split: Split; index?: number; id?: string; at?: [number, number] },
      ) => {
        const dataset = openNamed(name, options);
        const ids = framesOf(dataset, options.split);
        const id = options.id ?? ids[options.index ?? 0];
        if (id === undefined)
          throw new InputError(
            `Split ${options.split} has ${ids.length} frames; --index ${options.index} is not one of them.`,
          );
        const inspected = await inspectSample(dataset, id, { split: options.split, count: ids.length, at: options.at });
        printJson(inspected);
      },
    );

  datasetCommand(data, 'check', 'read every frame and list those that cannot be read')
    .addHelpText('after', '\nExample:\n  npx alignscope data check posed-rgbd --root my-scan')
    .action(async (name: string, options: DataOptions) => {
      const dataset = openNamed(name, options);
      const frames = dataset.scenes.flatMap((scene) => scene.frames);
      const problems: { frame: string; problem: string }[] = [];
      const task = progress().start('frames', frames.length);
      for (const [i, frame] of frames.entries()) {
        await dataset.load(frame).catch((error: Error) => problems.push({ frame, problem: error.message }));
        task.update(i + 1);
      }
      task.finish();
      if (options.json) printJson({ dataset: dataset.name, frames: frames.length, problems });
      else {
        for (const { frame, problem } of problems) console.log(`${frame}: ${problem}`);
        console.log(`${frames.length} frames read, ${problems.length} with problems.`);
      }
      if (problems.length > 0) throw new InputError(`${problems.length} of ${frames.length} frames cannot be used.`);
    });

  datasetCommand(data, 'stats', 'measure the statistics that decide whether a world resembles real ones')
    .addHelpText('after', '\nExample:\n  npx alignscope data stats rooms --preset natural')
    .action(async (name: string, options: DataOptions) => {
      const statistics = await datasetStatistics(openNamed(name, options));
      if (options.json) printJson(statistics);
      else console.log(statisticsTable(statistics));
    });

  datasetCommand(data, 'sheet', 'make a contact sheet: colour, depth, normals, classes and, on Rooms, interventions')
    .option('--frames <n>', 'number of frames', wholeNumber(1), 8)
    .option('--out <file>', 'PNG file to write', 'sheet.png')
    .addHelpText('after', '\nExample:\n  npx alignscope data sheet rooms --width 256 --height 192 --out rooms.png')
    .action(async (name: string, options: DataOptions & { frames: number; out: string }) => {
      const png = await contactSheet(openNamed(name, options), { frames: options.frames });
      try {
        fs.writeFileSync(options.out, png);
      } catch (error) {
        throw explainFileError(error, options.out, 'write');
      }
      if (options.json) printJson({ file: options.out });
      else console.log(options.out);
    });
}

function datasetCommand(parent: Command, name: string, description: string): Command {
  const command = parent
    .command(name)
    .description(description)
    .addArgument(new Argument('<dataset>', 'which dataset').choices(datasetNames))
    .addOption(jsonOption());
  return addDatasetOptions(command, { width: 128, height: 96, scenes: 24 });
}

function framesOf(dataset: SceneDataset, split: Split): string[] {
  return dataset.scenes.filter((scene) => scene.split === split).flatMap((scene) => scene.frames);
}

function parsePixel(text: string): [number, number] {
  const match = /^(\d+),(\d+)$/.exec(text);
  if (match === null) throw new InvalidArgumentError(`${text} is not a pixel; write column,row, e.g. 32,24.`);
  return [Number(match[1]), Number(match[2])];
}
