import { InputError } from '../../src/support/errors.js';

const line = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})\.(\d{1,9})$/;

/**
 * The times of a `timestamps.txt` in nanoseconds since 1970 (of the clock of the car, which names no time zone): entry i is
 * that of frame number i, undefined where its line is blank, as where a frame is missing. A number of JavaScript holds
 * them no finer than 256 ns. Throws InputError naming `file` and line.
 */
export function parseTimestamps(text: string, file: string): (bigint | undefined)[] {
  const lines = text.replace(/\r/g, '').replace(/\n$/, '').split('\n');
  return lines.map((content, index) => {
    if (content.trim() === '') return undefined;
    const [, date, time, fraction] = line.exec(content.trim()) ?? [];
    const milliseconds = Date.parse(`${date}T${time}Z`);
    if (Number.isNaN(milliseconds))
      throw new InputError(
        `${file}, line ${index + 1}, is no time: expected "YYYY-MM-DD hh:mm:ss.nnnnnnnnn", got ${JSON.stringify(content)}. Take the file of the download.`,
      );
    return BigInt(milliseconds) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
  });
}

/**
 * The number whose time is nearest to `time`, of those in `times`; undefined if none is within `within` nanoseconds.
 * For streams that are not synchronised.
 */
export function nearestInTime(
  times: readonly (bigint | undefined)[],
  time: bigint,
  within: bigint,
): number | undefined {
  let nearest: number | undefined;
  let least = within + 1n;
  times.forEach((candidate, number) => {
    if (candidate === undefined) return;
    const distance = candidate < time ? time - candidate : candidate - time;
    if (distance < least) [nearest, least] = [number, distance];
  });
  return nearest;
}
