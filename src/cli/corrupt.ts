import { Option, type Command } from 'commander';
import { writePng } from '../formats/png.js';
import { decodeColourImage } from '../image/index.js';
import { corruptions, type Severity } from '../robustness/corruptions/index.js';
import { InputError } from '../support/errors.js';
import { writeFileAtomic } from '../support/files.js';
import { seeded } from '../support/random.js';
import { examples, jsonOption, pngFile, printJson, wholeNumber } from './options.js';

interface CorruptOptions {
  list?: boolean;
  corruption?: string;
  severity: string;
  out?: string;
  seed: number;
  json?: boolean;
}

/** `corrupt`: applies one corruption to one image, or lists what there is. */
export function defineCorrupt(command: Command): void {
  command
    .argument('[image]', 'image file')
    .option('--list', 'list the corruptions with their parameters')
    .addOption(new Option('--corruption <name>', 'which corruption').choices(Object.keys(corruptions)))
    .addOption(new Option('--severity <1..5>', 'how strong').choices(['1', '2', '3', '4', '5']).default('3'))
    .option('--out <file>', 'PNG file to write', pngFile)
    .option('--seed <n>', 'seed of its randomness', wholeNumber(0), 0)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples('corrupt photo.jpg --corruption jpeg --severity 4 --out worse.png', 'corrupt --list'),
    )
    .action(corrupt);
}

async function corrupt(image: string | undefined, options: CorruptOptions): Promise<void> {
  if (options.list) return listCorruptions(options.json === true);
  const { corruption: name, out, seed } = options;
  if (image === undefined || name === undefined || out === undefined)
    throw new InputError(
      'corrupt needs an image, --corruption and --out; `npx alignscope corrupt --list` shows the corruptions.',
    );
  const severity = Number(options.severity) as Severity;
  const { width, height, rgb } = await decodeColourImage(image);
  const values = await corruptions[name].apply(rgb, width, height, severity, seeded(seed, name));
  writeFileAtomic(out, writePng({ width, height, channels: 3, values }));
  if (options.json) printJson({ image, corruption: name, severity, seed, out, width, height });
  else console.log(out);
}

function listCorruptions(json: boolean): void {
  const listed = Object.values(corruptions).map(({ name, group, parameter, values, reference }) => {
    return { name, group, parameter, values, reference };
  });
  if (json) return printJson(listed);
  for (const { name, group, parameter, values } of listed)
    console.log(`${name.padEnd(16)} ${group.padEnd(7)} ${parameter}: ${values.join(', ')}`);
}
