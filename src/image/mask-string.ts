import { InputError } from '../support/errors.js';
import { maskFromCounts, type RunLengthMask } from './mask.js';
import type { RasterSize } from './resample.js';

/** Characters are 48 + six bits: five of the number, the lowest first, and one that says whether more follow. */
const firstCharacter = 48;
const moreFollows = 0x20;

/** Groups of five bits that a number of 32 bits and its sign take at most. */
const mostGroups = 7;

/**
 * The compressed form of a mask's run lengths in COCO's files of results: every run from the fourth on as its
 * difference to the run two before, in groups of five bits, lowest first, one character each.
 */
export function stringFromMask({ counts }: RunLengthMask): string {
  const characters: number[] = [];
  for (let i = 0; i < counts.length; i++) {
    let rest = i > 2 ? counts[i] - counts[i - 2] : counts[i];
    for (let more = true; more;) {
      const group = rest & 0x1f;
      rest >>= 5;
      // Done when the rest only repeats the sign, which is the highest bit of the group.
      more = rest !== ((group & 0x10) === 0 ? 0 : -1);
      characters.push(firstCharacter + (more ? group | moreFollows : group));
    }
  }
  return Buffer.from(characters).toString('latin1');
}

/**
 * The mask of a compressed string, see {@link stringFromMask}.
 *
 * Throws InputError, naming `source`, if a character does not belong to the code, the string is cut short, or its runs
 * do not add up to an image of this size.
 */
export function maskFromString(text: string, size: RasterSize, source = 'The mask'): RunLengthMask {
  const counts: number[] = [];
  let at = 0;
  while (at < text.length) {
    let run = 0;
    let unit = 1;
    for (let more = true, groups = 0; more; groups++) {
      const group = at < text.length ? text.charCodeAt(at++) - firstCharacter : NaN;
      if (!(group >= 0 && group < 64) || groups === mostGroups)
        throw new InputError(
          `${source} is no compressed RLE: ${fault(text, at, group)}. Expected the string that COCO's tools write, whole and unescaped.`,
        );
      run += (group & 0x1f) * unit;
      unit *= 32;
      more = (group & moreFollows) !== 0;
      if (!more && (group & 0x10) !== 0) run -= unit;
    }
    counts.push(counts.length > 2 ? run + counts[counts.length - 2] : run);
  }
  return maskFromCounts(counts, size, source);
}

function fault(text: string, at: number, group: number): string {
  if (Number.isNaN(group)) return `it ends within a number, after ${text.length} characters`;
  if (group >= 0 && group < 64) return `the number that ends at character ${at - 1} is too long`;
  return `character ${at - 1} is ${JSON.stringify(text[at - 1])}`;
}
