import { Option, type Command } from 'commander';
import { readPng, writePng } from '../formats/png.js';
import { decodeColourImage, type ColourImage } from '../image/index.js';
import {
  corruptImage,
  corruptions as studyCorruptions,
  presetNames,
  presets,
  severities,
  type ColourFrame,
  type PresetName,
  type Severity,
} from '../robustness/corruptions/index.js';
import { InputError } from '../support/errors.js';
import { readBytes, writeFileAtomic } from '../support/files.js';
import { seeded } from '../support/random.js';
import { corruptionSheet } from './corruption-sheet.js';
import { examples, jsonOption, numberBetween, pngFile, printJson, wholeNumber } from './options.js';

/** The study's own corruptions, and the published sets. */
type SetName = 'study' | PresetName;

interface CorruptOptions {
  list?: boolean;
  sheet?: boolean;
  corruption?: string;
  preset?: SetName;
  severity: string;
  depth?: string;
  depthScale: number;
  focal?: number;
  out?: string;
  seed: number;
  json?: boolean;
}

/** `corrupt`: applies one corruption to one image, shows all of them, or lists what there is. */
export function defineCorrupt(command: Command): void {
  command
    .argument('[image]', 'image file')
    .option('--list', 'list the corruptions with their parameters')
    .option('--sheet', 'write a contact sheet: every corruption of the preset, with --depth those of 3dcc too')
    .option('--corruption <name>', 'which corruption')
    .addOption(
      new Option(
        '--preset <name>',
        "whose corruptions (default: the first that has it; the study's come first)",
      ).choices(['study', ...presetNames]),
    )
    .addOption(new Option('--severity <1..5>', 'how strong').choices(['1', '2', '3', '4', '5']).default('3'))
    .option('--depth <file>', '3dcc: 16-bit PNG with the depth of each pixel', pngFile)
    .option('--depth-scale <n>', 'steps of the depth in a metre', numberBetween(1e-3, 1e6), 1000)
    .option('--focal <n>', "3dcc: focal length in pixels (default: the image's width)", numberBetween(1, 1e6))
    .option('--out <file>', 'PNG file to write', pngFile)
    .option('--seed <n>', 'seed of its randomness', wholeNumber(0), 0)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'corrupt photo.jpg --corruption jpeg --severity 4 --out worse.png',
        'corrupt photo.jpg --preset imagenet-c --corruption snow --out snow.png',
        'corrupt photo.jpg --preset imagenet-c --sheet --out sheet.png',
        'corrupt frame.jpg --corruption flash --depth depth.png --focal 525 --out flash.png',
        'corrupt --list',
      ),
    )
    .action(corrupt);
}

async function corrupt(file: string | undefined, options: CorruptOptions): Promise<void> {
  if (options.list) return listCorruptions(options.preset, options.json === true);
  if (file === undefined || options.out === undefined || (options.corruption === undefined && !options.sheet))
    throw new InputError(
      'corrupt needs an image, --corruption (or --sheet) and --out; `npx alignscope corrupt --list` shows the corruptions.',
    );
  const { out, seed, json } = options;
  const found = options.sheet ? undefined : find(options.corruption!, options.preset);
  const image = await photographed(file, options);
  if (found === undefined) {
    const preset = options.preset ?? 'imagenet-c';
    const shown = image.depth === undefined || preset === '3dcc' ? [preset] : [preset, '3dcc' as const];
    const rows = shown.flatMap((set) => Object.keys(corruptionsOf(set)).map((name) => ({ preset: set, name })));
    const apply = (row: Found, severity: Severity) => corrupted(row, image, severity, seed);
    writeFileAtomic(out, await corruptionSheet(rows, apply, image));
    const names = rows.map(({ name }) => name);
    return json ? printJson({ image: file, preset, rows: names, severities, seed, out }) : console.log(out);
  }
  const severity = Number(options.severity) as Severity;
  const values = await corrupted(found, image, severity, seed);
  const { width, height } = image;
  writeFileAtomic(out, writePng({ width, height, channels: 3, values }));
  const said = { image: file, preset: found.preset, corruption: found.name, severity, seed, out, width, height };
  return json ? printJson(said) : console.log(out);
}

/** The image with what is known of its depth and its camera. */
async function photographed(
  file: string,
  { depth, depthScale, focal }: CorruptOptions,
): Promise<ColourFrame<Uint8Array>> {
  const image = await decodeColourImage(file);
  const { width, height } = image;
  return {
    ...image,
    depth: depth === undefined ? undefined : readDepth(depth, depthScale, image),
    camera: focal === undefined ? undefined : { width, height, fx: focal, fy: focal, cx: width / 2, cy: height / 2 },
  };
}

interface Found {
  preset: SetName;
  name: string;
}

const sets = ['study', ...presetNames] as const;

function corruptionsOf(preset: SetName): Readonly<Record<string, { name: string }>> {
  return preset === 'study' ? studyCorruptions : presets[preset];
}

/** The corruption of a name, in one set or the first that has it; hyphens may stand for underscores. */
function find(given: string, preset: SetName | undefined): Found {
  const searched = preset === undefined ? sets : [preset];
  for (const name of [given, given.replaceAll('-', '_'), given.replaceAll('_', '-')])
    for (const set of searched) if (Object.hasOwn(corruptionsOf(set), name)) return { preset: set, name };
  const known = [...new Set(searched.flatMap((set) => Object.keys(corruptionsOf(set))))];
  throw new InputError(
    `--corruption ${given}: ${preset === undefined ? 'no set has one' : `${preset} has none`} of that name; choose from ${known.join(', ')}.`,
  );
}

function corrupted(
  { preset, name }: Found,
  image: ColourFrame<Uint8Array>,
  severity: Severity,
  seed: number,
): Promise<Uint8Array> {
  if (preset !== 'study') return corruptImage(image, { preset, corruption: name, severity, seed });
  return studyCorruptions[name].apply(image.rgb, image.width, image.height, severity, seeded(seed, name));
}

/** Depth in metres from a PNG of the image's size. */
function readDepth(file: string, scale: number, { width, height }: ColourImage): Float32Array {
  const png = readPng(readBytes(file), file);
  if (png.width !== width || png.height !== height || png.channels !== 1)
    throw new InputError(
      `${file} has ${png.width}×${png.height} pixels and ${png.channels} channels: the depth of this image has ${width}×${height} and one.`,
    );
  return Float32Array.from(png.values, (steps) => steps / scale);
}

/** A corruption as it is listed. */
interface Listed {
  preset: SetName;
  name: string;
  group: string;
  parameter: string;
  values: readonly (number | readonly number[])[];
  reference: string;
}

function listedOf(set: SetName): Listed[] {
  if (set === 'study')
    return Object.values(studyCorruptions).map(({ name, group, parameter, values, reference }) => {
      return { preset: set, name, group, parameter, values, reference };
    });
  return Object.values(presets[set]).map(({ name, kind, parameters, values, reference }) => {
    return { preset: set, name, group: kind, parameter: parameters.join(', '), values, reference };
  });
}

function listCorruptions(preset: SetName | undefined, json: boolean): void {
  const listed = (preset === undefined ? sets : [preset]).flatMap(listedOf);
  if (json) return printJson(listed);
  for (const { preset: set, name, group, parameter, values } of listed) {
    const shown = values.map((value) => (typeof value === 'number' ? value : value.join(' '))).join(', ');
    console.log(`${set.padEnd(16)} ${name.padEnd(18)} ${group.padEnd(8)} ${parameter}: ${shown}`);
  }
}
