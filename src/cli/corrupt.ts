import { Option, type Command } from 'commander';
import * as fs from 'node:fs';
import { writePng } from '../formats/index.js';
import { decodeColourImage } from '../image/index.js';
import { corruptions, type Severity } from '../robustness/corruptions/index.js';
import { InputError } from '../support/errors.js';
import { explainFileError } from '../support/files.js';
import { seeded } from '../support/random.js';
import { jsonOption, printJson, wholeNumber } from './options.js';

interface CorruptOptions {
  list?: boolean;
  corruption?: string;
  severity: string;
  out?: string;
  seed: number;
  json?: boolean;
}

/** `corrupt`: applies one corruption to one image, or lists what there is. */
export function addCorruptCommand(program: Command): void {
  program
    .command('corrupt')
    .argument('[image]', 'image file')
    .description('apply a corruption to an image')
    .option('--list', 'list the corruptions with their parameters')
    .addOption(new Option('--corruption <name>', 'which corruption').choices(Object.keys(corruptions)))
    .addOption(new Option('--severity <1..5>', 'how strong').choices(['1', '2', '3', '4', '5']).default('3'))
    .option('--out <file>', 'PNG file to write')
    .option('--seed <n>', 'seed of its randomness', wholeNumber(0), 0)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  npx alignscope corrupt photo.jpg --corruption jpeg --severity 4 --out worse.png',
    )
    .action(corruptCommand);
}

async function corruptCommand(image: string | undefined, options: CorruptOptions): Promise<void> {
  if (options.list) return listCorruptions(options.json === true);
  const { corruption: name, out } = options;
  if (image === undefined || name === undefined || out === undefined)
    throw new InputError(
      'corrupt needs an image, --corruption and --out; `alignscope corrupt --list` shows the corruptions.',
    );
  const { width, height, rgb } = await decodeColourImage(image);
  const severity = Number(options.severity) as Severity;
  const corrupted = await corruptions[name].apply(rgb, width, height, severity, seeded(options.seed, name));
  try {
    fs.writeFileSync(out, writePng({ width, height, channels: 3, values: corrupted }));
  } catch (error) {
    throw explainFileError(error, out, 'write');
  }
  if (options.json) printJson({ image, corruption: name, severity, seed: options.seed, out, width, height });
  else console.log(out);
}

function listCorruptions(json: boolean): void {
  const listed = Object.values(corruptions).map(({ name, group, parameter, values, reference }) => ({
    name,
    group,
    parameter,
    values,
    reference,
  }));
  if (json) return printJson(listed);
  for (const { name, group, parameter, values } of listed)
    console.log(`${name.padEnd(16)} ${group.padEnd(7)} ${parameter}: ${values.join(', ')}`);
}
