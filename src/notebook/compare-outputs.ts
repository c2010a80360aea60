import { compareText, sameNumber, type Tolerance } from './compare-text.js';
import { isJsonMime, type DisplayOutput, type ExecuteResult, type MimeBundle, type Output } from './nbformat.js';
import { isProgress } from './progress-display.js';

/** Where the outputs of a cell first differ, and what stands there in either. */
export interface OutputDifference {
  /** `output 2, text/plain, line 3`. */
  place: string;
  saved: string;
  fresh: string;
}

const nothing = '(nothing)';

/**
 * The first difference between the saved outputs of a cell and fresh ones; undefined when they agree.
 *
 * Compared are what was printed to standard output, as one text; then errors by name and message; then displays one by
 * one: their media types, text and HTML as {@link compareText} does, JSON by structure with numbers within the tolerance.
 * Of pictures only that they are there. Bars of progress, standard error and execution counts are passed over.
 */
export function compareOutputs(
  saved: readonly Output[],
  fresh: readonly Output[],
  tolerance: Tolerance,
): OutputDifference | undefined {
  const printed = compareText(printedText(saved), printedText(fresh), tolerance);
  if (printed)
    return {
      place: `standard output, line ${printed.line}`,
      saved: printed.saved ?? nothing,
      fresh: printed.fresh ?? nothing,
    };
  const failed = compareText(errorText(saved), errorText(fresh), tolerance);
  if (failed)
    return { place: 'error', saved: errorText(saved) || '(no error)', fresh: errorText(fresh) || '(no error)' };

  const [before, after] = [shownThings(saved), shownThings(fresh)];
  for (let i = 0; i < Math.max(before.length, after.length); i++) {
    const [old, now] = [before.at(i), after.at(i)];
    const place = `display ${i + 1}`;
    if (!old || !now)
      return { place, saved: old ? inWords(old.data) : nothing, fresh: now ? inWords(now.data) : nothing };
    const found = compareBundles(old.data, now.data, tolerance);
    if (found) return { ...found, place: [place, found.place].filter(Boolean).join(', ') };
  }
  return undefined;
}

function compareBundles(saved: MimeBundle, fresh: MimeBundle, tolerance: Tolerance): OutputDifference | undefined {
  const [types, freshTypes] = [saved, fresh].map((bundle) => Object.keys(bundle).sort());
  // Words first: they say more than the markup of the same thing.
  for (const type of types
    .filter((name) => name in fresh)
    .sort((a, b) => Number(b === 'text/plain') - Number(a === 'text/plain'))) {
    const found = compareMedia(type, saved[type], fresh[type], tolerance);
    if (found) return { ...found, place: [type, found.place].filter(Boolean).join(', ') };
  }
  if (types.join() === freshTypes.join()) return undefined;
  return { place: 'media types', saved: types.join(', '), fresh: freshTypes.join(', ') };
}

function compareMedia(
  type: string,
  saved: unknown,
  fresh: unknown,
  tolerance: Tolerance,
): OutputDifference | undefined {
  if (isJsonMime(type)) return compareJson(saved, fresh, tolerance, '');
  if (!type.startsWith('text/')) return undefined;
  const found = compareText(`${saved}`, `${fresh}`, tolerance);
  return found && { place: `line ${found.line}`, saved: found.saved ?? nothing, fresh: found.fresh ?? nothing };
}

/** Where two JSON values first differ; strings are compared as text, binary arrays of Plotly as numbers. */
function compareJson(
  saved: unknown,
  fresh: unknown,
  tolerance: Tolerance,
  place: string,
): OutputDifference | undefined {
  const differ = { place, saved: shortJson(saved), fresh: shortJson(fresh) };
  const [before, after] = [plainNumbers(saved), plainNumbers(fresh)];
  if (typeof before === 'number' && typeof after === 'number')
    return sameNumber(before, after, tolerance) ? undefined : differ;
  if (typeof before === 'string' && typeof after === 'string')
    return compareText(before, after, tolerance) ? differ : undefined;
  if (!isTree(before) || !isTree(after)) return before === after ? undefined : differ;
  const [keys, freshKeys] = [Object.keys(before), Object.keys(after)];
  if (Array.isArray(before) !== Array.isArray(after) || keys.length !== freshKeys.length) return differ;
  for (const key of keys) {
    if (!Object.hasOwn(after, key)) return differ;
    const inner = Array.isArray(before) ? `${place}[${key}]` : place === '' ? key : `${place}.${key}`;
    const found = compareJson(before[key], after[key], tolerance, inner);
    if (found) return found;
  }
  return undefined;
}

type Tree = Record<string, unknown>;

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null;
}

const binaryArrays = {
  f8: Float64Array, f4: Float32Array, i4: Int32Array, u4: Uint32Array,
  i2: Int16Array, u2: Uint16Array, i1: Int8Array, u1: Uint8Array, u1c: Uint8ClampedArray,
}; // prettier-ignore

/** Plotly writes arrays of numbers as `{ dtype, bdata }`, bytes in base64. */
function plainNumbers(value: unknown): unknown {
  if (!isTree(value) || typeof value.dtype !== 'string' || typeof value.bdata !== 'string') return value;
  if (!Object.hasOwn(binaryArrays, value.dtype)) return value;
  const Numbers = binaryArrays[value.dtype as keyof typeof binaryArrays];
  const bytes = Uint8Array.from(Buffer.from(value.bdata, 'base64'));
  const { BYTES_PER_ELEMENT: size } = Numbers;
  return bytes.length % size === 0 ? Array.from(new Numbers(bytes.buffer)) : value;
}

function printedText(outputs: readonly Output[]): string {
  return outputs
    .map((output) => (output.output_type === 'stream' && output.name === 'stdout' ? output.text : ''))
    .join('');
}

function errorText(outputs: readonly Output[]): string {
  return outputs
    .flatMap((output) => (output.output_type === 'error' ? [`${output.ename}: ${output.evalue}`] : []))
    .join('\n');
}

function shownThings(outputs: readonly Output[]): (DisplayOutput | ExecuteResult)[] {
  return outputs.filter((output) => 'data' in output).filter((output) => !isProgress(output));
}

function inWords(data: MimeBundle): string {
  return `${data['text/plain'] ?? Object.keys(data).sort().join(', ')}`.split('\n')[0];
}

function shortJson(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}
