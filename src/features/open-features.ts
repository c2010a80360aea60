import * as path from 'node:path';
import { locateNpy, locateSafetensors, npzNames, readNpz } from '../formats/index.js';
import { InputError } from '../support/errors.js';
import { idsBeside, readIds } from './extracted.js';
import { matrixRows, storedRows, type FeatureRows } from './feature-rows.js';

/**
 * Opens features [n, p] that lie in a file: `features.npy`, `features.safetensors#layer` or `features.npz#array`; the name may
 * be left out where there is one only. `.npy` and safetensors are read by rows, an archive is unpacked into memory.
 *
 * Sample ids come from the file `ids`, one a line, else from what `extract` wrote beside the features. Throws InputError naming
 * the file when it is missing or malformed, holds no matrix, or several of which none is named.
 */
export async function openFeatures(place: string, { ids: idsFile }: { ids?: string } = {}): Promise<FeatureRows> {
  const [, file, kind, name] = /^(.*\.(npz|safetensors))(?:#(.*))?$/i.exec(place) ?? [undefined, place];
  const ids = idsFile === undefined ? idsBeside(file, name) : readIds(idsFile);
  if (kind === undefined) return storedRows(locateNpy(file), ids);
  if (kind.toLowerCase() === 'npz') {
    const chosen = chooseName(file, await npzNames(file), name);
    const { shape, values } = (await readNpz(file, chosen)).get(chosen)!;
    const label = `${file}: ${chosen}`;
    if (shape.length !== 2)
      throw new InputError(`${label} has shape [${shape.join(', ')}]; expected two dimensions, samples × features.`);
    if (values instanceof BigInt64Array || values instanceof BigUint64Array)
      throw new InputError(`${label} holds 64-bit integers; save features as float32 or float64.`);
    const floats = values instanceof Float32Array ? values : Float64Array.from(values);
    return matrixRows(label, { rows: shape[0], columns: shape[1], values: floats, ids });
  }
  const { arrays } = locateSafetensors(file);
  return storedRows(arrays.get(chooseName(file, [...arrays.keys()], name))!, ids);
}

function chooseName(file: string, names: readonly string[], name: string | undefined): string {
  const chosen = name ?? (names.length === 1 ? names[0] : undefined);
  if (chosen !== undefined && names.includes(chosen)) return chosen;
  throw new InputError(
    `${file} holds ${names.join(', ') || 'nothing'}: name one, as ${path.basename(file)}#${names[0] ?? 'name'}.`,
  );
}
