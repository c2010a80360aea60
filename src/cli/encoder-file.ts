import * as fs from 'node:fs';
import * as path from 'node:path';
import { InputError } from '../support/errors.js';
import { packageRoot } from '../support/package.js';

/** File in which a run of a study keeps its encoder. */
const fileOfRun = 'encoder.safetensors';

/**
 * The file of an encoder that was named: a file itself, the folder of a run that trained one, or a name in the zoo. Throws
 * InputError when it is none of these.
 */
export function encoderFile(given: string): string {
  if (fs.existsSync(given)) {
    if (!fs.statSync(given).isDirectory()) return given;
    const file = path.join(given, fileOfRun);
    if (fs.existsSync(file)) return file;
    throw new InputError(`${given} holds no ${fileOfRun}: name the folder of a pretraining run, or a file.`);
  }
  const zoo = path.join(packageRoot(), 'zoo');
  const file = path.join(zoo, `${given}.safetensors`);
  if (path.dirname(file) === zoo && fs.existsSync(file)) return file;
  const names = fs.existsSync(zoo) ? fs.readdirSync(zoo).flatMap((name) => (name.endsWith('.safetensors') ? [path.parse(name).name] : [])) : []; // prettier-ignore
  throw new InputError(
    `There is no encoder ${given}: name a .safetensors file, a model.json of TensorFlow.js, the folder of a run, or one of the zoo (${names.join(', ')}).`,
  );
}
