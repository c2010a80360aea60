import { InputError } from '../../src/support/errors.js';

/**
 * The `key: numbers` lines of a calibration file, by key. Blank lines and values that are no numbers (`calib_time`) are
 * passed over.
 */
export function parseKeyedNumbers(text: string): Map<string, number[]> {
  const values = new Map<string, number[]>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const words = line.slice(colon + 1).split(/\s+/);
    const numbers = words.filter((word) => word !== '').map(Number);
    if (numbers.length > 0 && numbers.every(Number.isFinite)) values.set(line.slice(0, colon).trim(), numbers);
  }
  return values;
}

/** The `count` numbers of a key. Throws InputError naming `file` if they are missing or others than that many. */
export function numbersOf(values: ReadonlyMap<string, number[]>, key: string, count: number, file: string): number[] {
  const numbers = values.get(key);
  if (numbers?.length !== count)
    throw new InputError(
      `${file} has ${numbers ? `${numbers.length} numbers` : 'no line of numbers'} for ${key}, expected ${count}. Restore the calibration file of the download.`,
    );
  return numbers;
}
