import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import * as path from 'node:path';
import type { Look, Place } from '../analysis/index.js';
import { startBackend, type BackendRequest } from '../backend/index.js';
import { loadEncoder, zooFiles, type Encoder } from '../nn/index.js';
import { look, type PhotographLook } from '../notebook/index.js';
import { InputError } from '../support/errors.js';
import { progress } from '../support/progress.js';
import { encoderFile } from './encoder-file.js';
import { interruptible } from './interruptible.js';
import { backendOption, examples, jsonOption, printJson, wholeNumber } from './options.js';

interface LookCommandOptions {
  encoders: string[];
  stage?: string;
  at?: Place[];
  out: string;
  seed: number;
  backend: BackendRequest;
  json?: boolean;
}

/** `look`: what encoders see in a photograph of one's own. */
export function defineLook(command: Command): void {
  command
    .argument('<photo>', 'JPEG, PNG, WebP, TIFF, GIF or AVIF file of any size')
    .option('--encoders <names...>', 'who looks: files, folders of runs or names in the zoo; zoo: all of it', ['zoo'])
    .option('--stage <name>', 'where features are read (default: the output)')
    .option('--at <u,v>', 'a place whose nearest cells are sought, column,row in pixels; may be repeated', places)
    .option('--out <folder>', 'where the page look.png and its single pictures are written', 'look')
    .option('--seed <n>', 'draws the cells on which the probes are fitted', wholeNumber(0), 0)
    .addOption(backendOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'look photo.jpg',
        'look photo.jpg --encoders cross-view cross-modal --at 320,200 --at 40,300 --out what-they-see',
      ),
    )
    .action(lookAtPhotograph);
}

function places(text: string, before: readonly Place[] = []): Place[] {
  const numbers = /^(\d+),(\d+)$/.exec(text);
  if (!numbers) throw new InvalidArgumentError('Give column,row in pixels, such as 320,200.');
  return [...before, [Number(numbers[1]), Number(numbers[2])]];
}

async function lookAtPhotograph(photo: string, options: LookCommandOptions): Promise<void> {
  const { stage, at, out, seed, json } = options;
  const files = filesOf(options.encoders);
  const backend = await startBackend({ name: options.backend });
  progress().note(`Backend ${backend.name} ${backend.version} on ${backend.device}: ${backend.why}`);
  const encoders: Record<string, Encoder> = {};
  try {
    for (const [name, file] of files) encoders[name] = (await loadEncoder(file)).encoder;
    const seen = await interruptible((signal) => look(photo, { encoders, stage, places: at, seed, signal }));
    const written = await seen.save(out);
    if (json) return printJson(described(seen.look, written));
    print(seen);
    console.log(`\nWritten to ${out}: look.png, the page, and ${written.length - 1} single pictures.`);
  } finally {
    for (const encoder of Object.values(encoders)) encoder.dispose();
  }
}

/** Files of the encoders that were named, by the names that the page calls them. */
function filesOf(given: readonly string[]): Map<string, string> {
  const files = new Map<string, string>();
  const add = (name: string, file: string): void => {
    if (files.has(name))
      throw new InputError(`--encoders names two encoders ${name}: ${files.get(name)} and ${file}. Rename a file.`);
    files.set(name, file);
  };
  for (const one of given) {
    if (one === 'zoo') for (const [name, file] of Object.entries(zooFiles())) add(name, file);
    else {
      const file = encoderFile(one);
      const named = path.basename(file) === 'encoder.safetensors' ? path.dirname(file) : file;
      add(path.parse(named).name, file);
    }
  }
  return files;
}

/** What was seen, without the maps. */
function described({ photograph, world, frames, places: marked, position, encoders }: Look, files: string[]): object {
  return {
    photograph: photograph.id,
    width: photograph.width,
    height: photograph.height,
    world,
    places: marked,
    positionDepth: { r2InWorld: position.r2InWorld },
    encoders: encoders.map(({ name, stage, colour, depth, principal, nearest }) => ({
      name,
      stage,
      colour: { r2: colour.r2, r2InWorld: colour.r2InWorld },
      depth: { r2InWorld: depth.r2InWorld, likePosition: depth.likePosition },
      principalShares: principal.shares,
      nearest: nearest.map((found) => found.map(({ image, ...cell }) => ({ frame: frames[image].id, ...cell }))),
    })),
    files,
  };
}

function print({ look: { photograph, encoders } }: PhotographLook): void {
  const value = (number: number): string => (Number.isFinite(number) ? number.toFixed(2) : '–').padStart(8);
  console.log(`${photograph.id}, seen at ${photograph.width} × ${photograph.height} pixels\n`);
  console.log(
    'encoder                   stage   colour: R² here, in Rooms   depth: R² in Rooms, r with position alone',
  );
  for (const { name, stage, colour, depth } of encoders)
    console.log(`${name.padEnd(25)} ${stage.padEnd(6)} ${value(colour.r2).padStart(16)} ${value(colour.r2InWorld)} ${value(depth.r2InWorld).padStart(21)} ${value(depth.likePosition).padStart(10)}`); // prettier-ignore
  console.log(
    '\nThe probe of depth only ever saw Rooms: at best it tells near from far, never metres. One picture and one run of each encoder are no finding.',
  );
}
