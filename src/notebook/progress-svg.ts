import { ink } from '../plot/palette.js';
import { fontFamily } from '../plot/style.js';

/** What is known of one task. */
export interface TaskState {
  label: string;
  total: number;
  /** Shown in percent of the total rather than counted. */
  share: boolean;
  done: number;
  detail: string;
  /** [done, loss], in order. */
  losses: [number, number][];
  /** Milliseconds since the epoch. */
  started: number;
  /** How long it took, once it has ended. */
  seconds: number | undefined;
}

const WIDTH = 860;
const PAD = 12;
const LABEL_WIDTH = 270;
const BAR_WIDTH = 150;
const ROW = 24;
/** Characters that fit: of a label, of what stands beside a bar, of a line of a note. */
const FITTING = { label: 38, summary: 60, note: 118 };
/** Before this share of the work and this time, in milliseconds, the time left is anybody's guess. */
const LEAST_FOR_ESTIMATE = { share: 0.05, time: 1000 };
const CURVE_HEIGHT = 64;
const CURVE_POINTS = 240;
const ACCENT = '#0072b2';

/** Bars, curves and notes as one picture; `now` in milliseconds since the epoch. */
export function progressSvg(tasks: readonly TaskState[], notes: readonly string[], now: number): string {
  const parts: string[] = [];
  let y = PAD;
  for (const task of tasks) {
    parts.push(row(task, y, now));
    y += ROW;
    if (task.losses.length > 1) {
      parts.push(curve(task, y + 4));
      y += CURVE_HEIGHT + 12;
    }
  }
  for (const line of notes.flatMap(lines)) {
    parts.push(text(PAD, y + 16, line, ink.soft));
    y += ROW;
  }
  const height = y + PAD - 4;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" ` +
    `font-family='${fontFamily}' font-size="13">` +
    `<rect x=".5" y=".5" width="${WIDTH - 1}" height="${height - 1}" rx="6" fill="#ffffff" stroke="${ink.line}"/>` +
    `${parts.join('')}</svg>`
  );
}

/** The same in words, a line each. */
export function progressText(tasks: readonly TaskState[], notes: readonly string[], now: number): string {
  return [...tasks.map((task) => [task.label, summary(task, now)].join('  ')), ...notes].join('\n');
}

function row(task: TaskState, y: number, now: number): string {
  const left = PAD + LABEL_WIDTH;
  const baseline = y + 16;
  return (
    text(PAD, baseline, shortened(task.label, FITTING.label), ink.text) +
    `<rect x="${left}" y="${y + 7}" width="${BAR_WIDTH}" height="10" rx="5" fill="${ink.grid}"/>` +
    `<rect x="${left}" y="${y + 7}" width="${round(BAR_WIDTH * shareOf(task))}" height="10" rx="5" fill="${ACCENT}"/>` +
    text(left + BAR_WIDTH + 12, baseline, shortened(summary(task, now), FITTING.summary), ink.soft)
  );
}

/** Loss against work done, averaged where there are more values than pixels; its first and lowest value are named. */
function curve({ losses, total }: TaskState, top: number): string {
  const [left, right] = [PAD + LABEL_WIDTH, WIDTH - PAD];
  const points = averaged(losses);
  const values = points.map(([, loss]) => loss).filter(Number.isFinite);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (done: number): number => round(left + ((right - left) * done) / Math.max(total, 1));
  const y = (loss: number): number => round(top + CURVE_HEIGHT * (high > low ? (high - loss) / (high - low) : 0.5));
  const path = points.filter(([, loss]) => Number.isFinite(loss)).map(([done, loss]) => `${x(done)},${y(loss)}`);
  const label = (value: number, baseline: number): string =>
    `<text x="${left - 8}" y="${baseline}" text-anchor="end" font-size="11" fill="${ink.soft}">${value.toPrecision(3)}</text>`;
  return (
    `<rect x="${left}" y="${top}" width="${right - left}" height="${CURVE_HEIGHT}" fill="${ink.band}"/>` +
    `<polyline points="${path.join(' ')}" fill="none" stroke="${ACCENT}" stroke-width="1.5" stroke-linejoin="round"/>` +
    label(high, top + 10) +
    label(low, top + CURVE_HEIGHT) +
    `<text x="${PAD}" y="${top + 10}" font-size="11" fill="${ink.soft}">loss</text>`
  );
}

function averaged(losses: readonly [number, number][]): [number, number][] {
  const size = Math.ceil(losses.length / CURVE_POINTS);
  const buckets = Array.from({ length: Math.ceil(losses.length / size) }, (_, i) =>
    losses.slice(i * size, (i + 1) * size),
  );
  return buckets.map((bucket) => [
    bucket[bucket.length - 1][0],
    bucket.reduce((sum, [, loss]) => sum + loss, 0) / bucket.length,
  ]);
}

/** What is done, what the task says of it, and the time that it took, or will still take. */
function summary(task: TaskState, now: number): string {
  const { done, total, share, detail, seconds, started } = task;
  const [part, spent] = [shareOf(task), now - started];
  const parts = [share ? `${Math.floor(100 * part)} %` : `${done}/${total}`];
  if (detail !== '') parts.push(detail);
  if (seconds !== undefined) parts.push(`${seconds.toFixed(1)} s`);
  else if (part >= LEAST_FOR_ESTIMATE.share && part < 1 && spent >= LEAST_FOR_ESTIMATE.time)
    parts.push(`${inWords((spent * (1 - part)) / part)} left`);
  return parts.join(' · ');
}

/** What is done of a task, 0..1. */
function shareOf({ done, total }: TaskState): number {
  return total > 0 ? Math.min(1, done / total) : 1;
}

function inWords(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  return seconds < 100 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

/** A note, broken between words. */
function lines(note: string): string[] {
  const broken = [''];
  for (const word of note.split(/\s+/)) {
    const longer = `${broken.at(-1)} ${word}`.trim();
    if (longer.length <= FITTING.note || broken.at(-1) === '') broken[broken.length - 1] = longer;
    else broken.push(word);
  }
  return broken.map((line) => shortened(line, FITTING.note));
}

function text(x: number, y: number, content: string, colour: string): string {
  const escaped = content.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  return `<text x="${x}" y="${y}" fill="${colour}">${escaped}</text>`;
}

function shortened(content: string, length: number): string {
  return content.length > length ? `${content.slice(0, length - 1)}…` : content;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
