import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { startBackend } from '../src/backend/index.js';
import { matrixRows, storedRows, wholeMatrix, type FeatureRows } from '../src/features/index.js';
import { locateNpy } from '../src/formats/index.js';
import { serialiseNpyHeader } from '../src/formats/npy-header.js';
import { defaultLambdas, fitLargeRidge, type RidgeData } from '../src/probes/ridge.js';
import { streamingCka } from '../src/similarity/index.js';
import { seeded } from '../src/support/random.js';

/**
 * The analysis library at size against numpy in single precision: `node dist/bench/analysis.js [python|-] [task …]`.
 *
 * Debiased CKA of 20,000 × 1,024 with as much (`cka`), of 12 × 12 layers of 10,000 × 256 (`layers`), and a ridge probe of 64 features
 * for 3 values on 2 million pixels (`ridge`). Features are made in the temporary folder; each side computes in processes of its own,
 * in turn, with the features in memory before its clock starts. Prints processor and wall seconds, ratios with their spread, how far
 * each side is from numpy in double precision, and the most memory that either takes beyond its libraries and the features.
 */
const tasks = ['cka', 'layers', 'ridge'] as const;
type Task = (typeof tasks)[number];
const sizes = {
  cka: { rows: 20_000, columns: 1024 },
  layers: { rows: 10_000, columns: 256, layers: 12 },
  ridge: { rows: 2_000_000, train: 1_600_000, columns: 64, width: 3 },
};
const rounds = 5;

interface Measured {
  cpu: number;
  wall: number;
  /** Resident memory at its most, beyond that with the backend started and the size of the features. */
  megabytes: number;
  values: number[];
}

/** Normal numbers of which every array takes a part: drawing all anew would take longer than what is measured. */
function drawn(...seed: string[]): Float32Array {
  const random = seeded('analysis', ...seed);
  return Float32Array.from({ length: 1_000_003 }, () => random.normal());
}

/** Writes float32 [rows, columns], the value of row i and column j being `value(i, j, i·columns + j)`. */
function writeFeatures(
  folder: string,
  name: string,
  rows: number,
  columns: number,
  value: (i: number, j: number, at: number) => number,
): void {
  const file = fs.openSync(path.join(folder, `${name}.npy`), 'w');
  fs.writeSync(file, serialiseNpyHeader([rows, columns], 'f4'));
  const atOnce = 10_000;
  const block = new Float32Array(atOnce * columns);
  for (let begin = 0; begin < rows; begin += atOnce) {
    const size = Math.min(atOnce, rows - begin);
    for (let i = 0, at = 0; i < size; i++)
      for (let j = 0; j < columns; j++, at++) block[at] = value(begin + i, j, begin * columns + at);
    fs.writeSync(file, new Uint8Array(block.buffer, 0, size * columns * 4));
  }
  fs.closeSync(file);
}

/** Features of which half is common to all: not centred, of variances that fall off from column to column. */
function writeLayers(folder: string, names: readonly string[], rows: number, columns: number): void {
  const common = drawn('common');
  for (const name of names) {
    const own = drawn(name);
    const scale = Float64Array.from({ length: columns }, (_, j) => 1 / (1 + (8 * j) / columns));
    writeFeatures(folder, name, rows, columns, (_, j, at) => {
      const value = common[at % common.length] + own[at % own.length];
      return (value + 1 + Math.sin(j)) * scale[j];
    });
  }
}

/** Pixels: features around their means, and values that are a mixture of some features and noise. */
function writePixels(folder: string, { rows, columns, width }: (typeof sizes)['ridge']): void {
  const [own, noise] = [drawn('pixels'), drawn('noise')];
  const feature = (at: number, j: number): number => own[at % own.length] + 0.5 * own[(at - j) % own.length] + j / columns; // prettier-ignore
  writeFeatures(folder, 'features', rows, columns, (_, j, at) => feature(at, j));
  writeFeatures(folder, 'targets', rows, width, (i, j, at) => {
    const first = i * columns;
    return feature(first + 3 * j, 3 * j) - 0.5 * feature(first + 7 + j, 7 + j) + 2 * noise[at % noise.length];
  });
}

function makeFiles(folder: string, task: Task): void {
  const describe = (value: unknown): void => fs.writeFileSync(path.join(folder, `${task}.json`), JSON.stringify(value));
  if (task === 'ridge') {
    describe({ ...sizes.ridge, penalties: defaultLambdas });
    writePixels(folder, sizes.ridge);
  } else if (task === 'layers') {
    const { layers, rows, columns } = sizes.layers;
    const [first, second] = ['first', 'second'].map((side) => Array.from({ length: layers }, (_, i) => `${side}${i}`));
    describe({ first, second });
    writeLayers(folder, [...first, ...second], rows, columns);
  } else {
    describe({});
    writeLayers(folder, ['x', 'y'], sizes.cka.rows, sizes.cka.columns);
  }
}

/** What a process of its own does. */
async function measureHere(task: Task, folder: string): Promise<void> {
  await startBackend();
  const started = process.memoryUsage.rss();
  let bytes = 0;
  const load = (name: string) => {
    const features = wholeMatrix(storedRows(locateNpy(path.join(folder, `${name}.npy`))));
    bytes += features.values.byteLength;
    return { ...features, values: features.values as Float32Array };
  };
  const layer = (name: string): FeatureRows => matrixRows(name, load(name));
  let work: () => Promise<ArrayLike<number>>;
  if (task === 'cka') {
    const [x, y] = ['x', 'y'].map(layer);
    work = async () => (await streamingCka([x], [y])).flat();
  } else if (task === 'layers') {
    const text = fs.readFileSync(path.join(folder, 'layers.json'), 'utf8');
    const names = JSON.parse(text) as Record<'first' | 'second', string[]>;
    const [first, second] = [names.first.map(layer), names.second.map(layer)];
    work = async () => (await streamingCka(first, second)).flat();
  } else {
    const [features, targets] = ['features', 'targets'].map(load);
    const { rows, train, columns, width } = sizes.ridge;
    const part = (begin: number, end: number): RidgeData => ({
      rows: end - begin,
      features: features.values.subarray(begin * columns, end * columns),
      targets: [targets.values.subarray(begin * width, end * width)],
    });
    work = async () => {
      const [fit] = await fitLargeRidge(part(0, train), part(train, rows), columns);
      return [...fit.weights, ...fit.intercept];
    };
  }
  const [clock, processors] = [performance.now(), process.cpuUsage()];
  const values = Array.from(await work());
  const { user, system } = process.cpuUsage(processors);
  const measured: Measured = {
    cpu: (user + system) / 1e6,
    wall: (performance.now() - clock) / 1000,
    megabytes: (process.resourceUsage().maxRSS * 1024 - started - bytes) / 1e6,
    values,
  };
  process.stdout.write(JSON.stringify(measured));
}

function measureOwn(task: Task, folder: string): Measured {
  const args = [import.meta.filename, 'measure', task, folder];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Measured;
}

function measurePeer(python: string, task: Task, folder: string, ...precision: string[]): Measured {
  const script = path.resolve(import.meta.dirname, '../../bench/python/analysis.py');
  return JSON.parse(execFileSync(python, [script, task, folder, ...precision], { encoding: 'utf8' })) as Measured;
}

/** Median and range of a list. */
function spread(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, middle, high] = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)!];
  return `${middle.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
}

function compare(python: string | undefined, task: Task, folder: string): void {
  const [own, peer]: Measured[][] = [[], []];
  for (let round = 0; round < rounds; round++) {
    own.push(measureOwn(task, folder));
    if (python !== undefined) peer.push(measurePeer(python, task, folder));
  }
  for (const clock of ['cpu', 'wall'] as const) {
    const seconds = own.map((measured) => measured[clock]);
    const others = peer.map((measured) => measured[clock]);
    const ratios = others.map((other, i) => other / seconds[i]);
    console.log(
      `${task.padEnd(6)} ${clock.padEnd(4)} ${spread(seconds)} s` +
        (python === undefined ? '' : `, numpy ${spread(others)} s: ${spread(ratios)}× as fast`),
    );
  }
  const megabytes = (all: readonly Measured[]): string => Math.max(...all.map((measured) => measured.megabytes)).toFixed(0); // prettier-ignore
  console.log(
    `${task.padEnd(6)} memory +${megabytes(own)} MB${python === undefined ? '' : `, numpy +${megabytes(peer)} MB`}`,
  );
  if (python === undefined) return;
  const { values } = measurePeer(python, task, folder, 'float64');
  const distance = (measured: Measured): string =>
    Math.max(...measured.values.map((value, i) => Math.abs(value - values[i]))).toExponential(1);
  console.log(
    `${task.padEnd(6)} from numpy float64 at most ${distance(own[0])}, numpy float32 ${distance(peer[0])}; first value ${own[0].values[0]}`,
  );
}

const [mode = '-', ...rest] = process.argv.slice(2);
if (mode === 'measure') {
  await measureHere(rest[0] as Task, rest[1]);
} else {
  const { name, device } = await startBackend();
  console.log(`${new Date().toISOString().slice(0, 10)}, ${os.cpus().length} × ${os.cpus()[0].model}, Node ${process.versions.node}, ${name} on ${device}`); // prettier-ignore
  for (const task of rest.length > 0 ? (rest as Task[]) : tasks) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'analysis-'));
    try {
      makeFiles(folder, task);
      compare(mode === '-' ? undefined : mode, task, folder);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  }
}
