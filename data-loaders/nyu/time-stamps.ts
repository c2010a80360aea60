/** A file of a raw recording. */
export interface StampedFile {
  name: string;
  /** Seconds since 1970. */
  time: number;
}

const stamped = /^([rd])-(\d+\.\d+)-\d+\.(?:ppm|pgm)$/;

/** The colour (`r-….ppm`) and depth (`d-….pgm`) files among names, by time. */
export function stampedFiles(names: readonly string[]): { colour: StampedFile[]; depth: StampedFile[] } {
  const found: { r: StampedFile[]; d: StampedFile[] } = { r: [], d: [] };
  for (const name of names) {
    const [, kind, seconds] = stamped.exec(name) ?? [];
    if (kind === 'r' || kind === 'd') found[kind].push({ name, time: Number(seconds) });
  }
  const byTime = (a: StampedFile, b: StampedFile): number => a.time - b.time || (a.name < b.name ? -1 : 1);
  return { colour: found.r.sort(byTime), depth: found.d.sort(byTime) };
}

/** Which of the times, which ascend, is nearest; of two as near the earlier. Undefined if there is none. */
export function nearestInTime(files: readonly StampedFile[], time: number): StampedFile | undefined {
  let [low, high] = [0, files.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (files[middle].time < time) low = middle + 1;
    else high = middle;
  }
  const [before, after] = [files.at(low - 1), files.at(low)];
  if (low === 0) return after;
  return after === undefined || time - before!.time <= after.time - time ? before : after;
}
