import { plyArrays, type PlyElementHeader, type PlyType, type PlyValues } from './ply-header.js';
import type { PlyElement } from './ply.js';

/** Range of the integer types. */
const ranges: Partial<Record<PlyType, [number, number]>> = {
  char: [-128, 127],
  uchar: [0, 255],
  short: [-32768, 32767],
  ushort: [0, 65535],
  int: [-(2 ** 31), 2 ** 31 - 1],
  uint: [0, 2 ** 32 - 1],
};

/** Words of a text between white space, one after the other. */
export class Words {
  constructor(
    private readonly bytes: Uint8Array,
    private at: number,
  ) {}

  /** Bytes that are left. */
  get left(): number {
    return this.bytes.length - this.at;
  }

  /** The next word, or undefined at the end. */
  next(): string | undefined {
    const { bytes } = this;
    let { at } = this;
    while (at < bytes.length && bytes[at] <= 32) at++;
    const begin = at;
    while (at < bytes.length && bytes[at] > 32) at++;
    this.at = at;
    return begin === at ? undefined : String.fromCharCode(...bytes.subarray(begin, Math.min(at, begin + 64)));
  }
}

/** Reads the rows of one element from text. Nothing is allocated before the text for it is known to be there. */
export function readAsciiElement(
  words: Words,
  { name, count, properties }: PlyElementHeader,
  fail: (fault: string) => never,
): PlyElement {
  // A value takes a character and a separator, but for the last.
  if (count * properties.length * 2 - 1 > words.left)
    fail(`its ${count} rows of element ${name} are cut short: ${words.left} characters follow`);
  const read = (type: PlyType): number => {
    const word = words.next() ?? fail(`the text ends within element ${name}`);
    return parseNumber(word, type) ?? fail(`${JSON.stringify(word)} in element ${name} is no ${type}`);
  };
  const element: PlyElement = { count, columns: new Map(), lists: new Map() };
  const columns = properties.map(({ name: column, type, countType }) => {
    const values: PlyValues = new plyArrays[type](countType === undefined ? count : 0);
    const offsets = new Uint32Array(countType === undefined ? 0 : count + 1);
    if (countType === undefined) element.columns.set(column, values);
    return { column, type, countType, values, offsets, items: [] as number[] };
  });
  for (let row = 0; row < count; row++)
    for (const { type, countType, values, offsets, items } of columns) {
      if (countType === undefined) values[row] = read(type);
      else {
        const length = read(countType);
        if (length < 0) fail(`a list in element ${name} has length ${length}`);
        for (let i = 0; i < length; i++) items.push(read(type));
        offsets[row + 1] = items.length;
      }
    }
  for (const { column, type, countType, offsets, items } of columns)
    if (countType !== undefined) element.lists.set(column, { values: plyArrays[type].from(items), offsets });
  return element;
}

/** The number that a word says, or undefined if it is none or none of that type. */
function parseNumber(word: string, type: PlyType): number | undefined {
  const range = ranges[type];
  if (range) {
    const value = /^[+-]?\d+$/.test(word) ? Number(word) : NaN;
    return value >= range[0] && value <= range[1] ? value : undefined;
  }
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(word)) return Number(word);
  const special = /^([+-]?)(?:(nan)|inf(?:inity)?)$/i.exec(word);
  if (!special) return undefined;
  return special[2] ? NaN : special[1] === '-' ? -Infinity : Infinity;
}
