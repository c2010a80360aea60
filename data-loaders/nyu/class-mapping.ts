import { readMat5, type MatValue } from '../../src/formats/mat5.js';
import { InputError } from '../../src/support/errors.js';

/** Which NYU40 class each of the 894 labels is of. */
export interface ClassMapping {
  file: string;
  /** NYU40 id, 1..40, of each label from 1 on. */
  nyu40OfLabel: number[];
  /** Name of each label from 1 on, if the file has them. */
  names?: string[];
}

/**
 * Reads `classMapping40.mat` of nyuv2-meta-data: `mapClass`, and `allClassName` if it is there. Throws InputError naming the
 * file if it has no such numbers.
 */
export function readClassMapping(file: string): ClassMapping {
  const variables = readMat5(file);
  const mapped = variables.get('mapClass');
  const nyu40OfLabel = mapped?.kind === 'numbers' ? Array.from(mapped.values, Number) : [];
  if (nyu40OfLabel.length === 0 || !nyu40OfLabel.every((id) => Number.isInteger(id) && id >= 1 && id <= 40))
    throw new InputError(`${file} has no mapClass of numbers 1 to 40. Take classMapping40.mat of nyuv2-meta-data.`);
  return { file, nyu40OfLabel, names: textsOf(variables.get('allClassName')) };
}

function textsOf(value: MatValue | undefined): string[] | undefined {
  if (value?.kind !== 'cells') return undefined;
  return value.cells.map((cell) => (cell.kind === 'text' ? (cell.rows[0] ?? '') : ''));
}

/** Throws InputError naming both files unless the mapping is of labels of these names. */
export function checkMapping(
  { file, nyu40OfLabel, names }: ClassMapping,
  ofData: readonly string[],
  data: string,
): void {
  const other = names?.findIndex((name, i) => name !== ofData[i]) ?? -1;
  if (nyu40OfLabel.length !== ofData.length || other >= 0)
    throw new InputError(
      `${file} maps ${nyu40OfLabel.length} labels${other >= 0 ? ` (label ${other + 1} is ${JSON.stringify(names![other])})` : ''}, ${data} has ${ofData.length}${other >= 0 ? ` (${JSON.stringify(ofData[other])})` : ''}. Take both files of the same release, or labels: 'nyu894'.`,
    );
}
