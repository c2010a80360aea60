/** How far apart two numbers may lie: `|saved − fresh| ≤ absolute + relative · |saved|`. */
export interface Tolerance {
  relative: number;
  absolute: number;
}

/** Of two texts, the first lines that do not agree; undefined stands for a line that is not there. */
export interface TextDifference {
  /** Counted from 1, in the saved text. */
  line: number;
  saved: string | undefined;
  fresh: string | undefined;
}

/** A number that stands alone: digits inside a word, a name or a path (`s4`, `train-0001/2`) belong to it. */
const number = String.raw`(?<![\w./:-])[-+−]?(?:\d+(?:,\d{3})*(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?`;
const unitOfTime = '(?:ns|µs|us|ms|s|seconds?|min|minutes?|h|hours?)';
/** What differs from run to run: dates, clocks, durations (`1.2 s`), rates (`213 images/s`). */
const moment = new RegExp(
  [
    String.raw`\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[-+]\d{2}:?\d{2})?)?`,
    String.raw`(?<![\w.:])\d{1,3}:\d{2}(?::\d{2})?(?:\.\d+)?(?![\w:])`,
    String.raw`${number}\s*${unitOfTime}(?![\w/])`,
    String.raw`${number}\s*[^\s\d/]+\/s(?!\w)`,
  ].join('|'),
  'g',
);
const numberAlone = new RegExp(String.raw`${number}(?![\w/-]|[.:]\d)`, 'g');

/**
 * Compares two texts line by line: words exactly, numbers within the tolerance, spaces as one, times and rates not at all.
 *
 * Returns undefined when they agree.
 */
export function compareText(saved: string, fresh: string, tolerance: Tolerance): TextDifference | undefined {
  const [before, after] = [saved, fresh].map((text) => text.replace(/\s+$/, '').split('\n'));
  for (let at = 0; at < Math.max(before.length, after.length); at++) {
    const [old, now] = [before[at] as string | undefined, after[at] as string | undefined];
    if (old === undefined || now === undefined || !sameLine(old, now, tolerance))
      return { line: at + 1, saved: old, fresh: now };
  }
  return undefined;
}

/** Whether a number is as it was; what is not finite must be the same. */
export function sameNumber(saved: number, fresh: number, { relative, absolute }: Tolerance): boolean {
  return Object.is(saved, fresh) || Math.abs(saved - fresh) <= absolute + relative * Math.abs(saved);
}

function sameLine(saved: string, fresh: string, tolerance: Tolerance): boolean {
  const [before, after] = [lineParts(saved), lineParts(fresh)];
  return (
    before.words === after.words &&
    before.numbers.length === after.numbers.length &&
    before.numbers.every((value, i) => sameNumber(value, after.numbers[i], tolerance))
  );
}

/** A line as its words, with a mark where a number stood, and the numbers. */
function lineParts(line: string): { words: string; numbers: number[] } {
  const numbers: number[] = [];
  const words = line
    .replace(moment, '\u0001')
    .replace(numberAlone, (text) => {
      numbers.push(Number(text.replace(/,/g, '').replace('−', '-')));
      return '\u0002';
    })
    .replace(/\s+/g, ' ')
    .trim();
  return { words, numbers };
}
