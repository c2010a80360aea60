import { zipSync } from 'fflate';
import { InputError } from '../support/errors.js';
import { writeFileAtomic } from '../support/files.js';
import type { ArrayValues } from './array-values.js';
import { parseNpy, serialiseNpy, type NpyArray } from './npy.js';
import { openZipArchive } from './zip.js';

const suffix = '.npy';

/**
 * Reads the arrays of a `.npz` archive, packed or not, by name; `only` reads one of them and leaves the others alone.
 *
 * Each is held in memory whole: larger ones than 1 GiB are refused, and are read in blocks from the `.npy` files that the
 * unpacked archive holds. Throws InputError naming archive and array when the archive is damaged, holds no array, or none
 * named `only`.
 */
export async function readNpz(file: string, only?: string): Promise<Map<string, NpyArray>> {
  const archive = await openZipArchive(file);
  try {
    const names = [...archive.entries.keys()].filter((name) => name.endsWith(suffix));
    const wanted = only === undefined ? names : names.filter((name) => name === only + suffix);
    if (wanted.length === 0) throw new InputError(missing(file, names, only));
    const arrays = new Map<string, NpyArray>();
    for (const name of wanted)
      arrays.set(name.slice(0, -suffix.length), parseNpy(await archive.read(name), `${file}: ${name}`));
    return arrays;
  } finally {
    archive.close();
  }
}

/** The names of the arrays of a `.npz` archive, in its order. Throws InputError naming the file when it is no archive. */
export async function npzNames(file: string): Promise<string[]> {
  const archive = await openZipArchive(file);
  archive.close();
  return [...archive.entries.keys()]
    .filter((name) => name.endsWith(suffix))
    .map((name) => name.slice(0, -suffix.length));
}

function missing(file: string, names: readonly string[], only: string | undefined): string {
  if (names.length === 0) return `${file} holds no array: write it with numpy.savez(file, name=array).`;
  const has = names.map((name) => name.slice(0, -suffix.length)).join(', ');
  return `${file} has no array ${only}; it has ${has}.`;
}

/** Time of all entries, so that equal arrays give equal bytes. */
const written = new Date(1980, 0, 1);

/**
 * Writes arrays as an unpacked `.npz` archive, like numpy.savez, atomically. Throws InputError when values and shape do not
 * agree or the arrays take more than 2 GiB together, for which single `.npy` files are the way.
 */
export function writeNpz(
  file: string,
  arrays: Iterable<readonly [string, { shape: readonly number[]; values: ArrayValues; dtype?: string }]>,
): void {
  const entries = [...arrays].map(([name, array]) => [name + suffix, serialiseNpy(array)] as const);
  const total = entries.reduce((sum, [, bytes]) => sum + bytes.length, 0);
  if (total > 2 ** 31)
    throw new InputError(`The arrays for ${file} take ${total} bytes, more than 2 GiB: write each as a .npy file.`);
  writeFileAtomic(file, zipSync(Object.fromEntries(entries), { level: 0, mtime: written }));
}
