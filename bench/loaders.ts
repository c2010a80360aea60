import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { batches } from '../data-loaders/batch-stream.js';
import { frameIds } from '../data-loaders/batches.js';
import { openDataset } from '../data-loaders/registry.js';
import type { Sample } from '../data-loaders/sample.js';
import { InputError, WorkError } from '../src/support/errors.js';

/**
 * Frames per second of loading on two threads: `node dist/bench/loaders.js kitti|cityscapes|nyuv2 ROOT [python]`.
 *
 * ROOT holds frames of KITTI's object benchmark (`training/image_2` …), of Cityscapes, or `nyu_depth_v2_labeled.mat`; they are
 * put under new names until there are enough. With a Python that has Pillow, numpy and h5py,
 * which reads the same files to the same arrays in one process, the two take turns, and the ratio is printed. On the clock:
 * nothing else should run; beside it the processor time of a frame, threads included.
 */
const [name, source, python] = process.argv.slice(2);
const rounds = 3;
const [size, workers, prefetch] = [2, 2, 2];

interface Measured {
  /** Frames per second. */
  rate: number;
  /** Milliseconds of processor a frame. */
  cost: number;
  /** Of the first frames, which are not timed: sums of colours and labels, how many of the rest there are. */
  sums: Record<'rgb' | 'semantics' | 'instances' | 'points' | 'depth' | 'boxes', number>;
}

interface Layout {
  options: Record<string, unknown>;
  frames: number;
  /** Writes a root with that many frames. */
  multiply: (to: string, frames: number) => void;
  /** Sums that the other program does not form. */
  left: readonly (keyof Measured['sums'])[];
}

const layouts: Partial<Record<string, Layout>> = {
  kitti: {
    options: { layout: 'object', points: true },
    frames: 400,
    multiply: (to, frames) => {
      const known = fs.readdirSync(path.join(source, 'training/image_2')).map((file) => path.parse(file).name);
      copyFrames(to, frames, known, (number) => String(number).padStart(6, '0'));
    },
    left: ['semantics', 'instances'],
  },
  cityscapes: {
    options: { layout: 'fine', depth: true, labels: 'cityscapes34' },
    frames: 104,
    multiply: (to, frames) => {
      const known = [...filesIn(source)]
        .filter((file) => file.endsWith('_labelIds.png'))
        .map((file) => path.basename(file).split('_').slice(0, 3).join('_'))
        .filter((frame) => [...filesIn(source)].some((file) => file.endsWith(`${frame}_disparity.png`)));
      copyFrames(to, frames, known, (number, frame) => `${frame.split('_')[0]}_${String(number).padStart(6, '0')}_000019`); // prettier-ignore
    },
    left: ['points'],
  },
  nyuv2: {
    options: { layout: 'mat', labels: 'nyu894' },
    frames: 80,
    multiply: (to, frames) => {
      if (python === undefined) throw new InputError('The file of many images is made with h5py: give a Python.');
      const file = 'nyu_depth_v2_labeled.mat';
      execFileSync(python, [script('make_nyu.py'), path.join(source, file), path.join(to, file), String(frames)]);
    },
    left: ['points', 'boxes'],
  },
};

function filesIn(root: string): string[] {
  return fs.readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => !file.startsWith('constructed'));
}

/** Puts the files of whole frames under new names: each is copied once, and has other names after that. */
function copyFrames(
  to: string,
  frames: number,
  known: readonly string[],
  rename: (number: number, frame: string) => string,
): void {
  const files = filesIn(source);
  const copies = new Map<string, string>();
  for (let number = 0; number < frames; number++) {
    const frame = known[number % known.length];
    for (const file of files.filter((one) => path.basename(one).startsWith(frame))) {
      const target = path.join(to, file.replaceAll(frame, rename(number, frame)));
      fs.mkdirSync(path.dirname(target), { recursive: true });
      const copy = copies.get(file);
      if (copy === undefined) fs.copyFileSync(path.join(source, file), target);
      else fs.linkSync(copy, target);
      copies.set(file, copy ?? target);
    }
  }
}

function script(file: string): string {
  return path.resolve(import.meta.dirname, '../../bench/python', file);
}

/** Before the clock starts: threads start and V8 compiles. */
function warm(frames: number): number {
  return frames / 4;
}

/** Between two moments at which as many frames are loaded ahead. */
async function measure(root: string, { options, frames, left }: Layout): Promise<Measured> {
  const dataset = await openDataset(name as 'kitti' | 'cityscapes' | 'nyuv2', { root, ...options });
  const count = frameIds(dataset).length;
  if (count !== frames) throw new WorkError(`${root} has ${count} frames, not ${frames}.`);
  const sums: Measured['sums'] = { rgb: 0, semantics: 0, instances: 0, points: 0, depth: 0, boxes: 0 };
  const [first, last] = [warm(frames), frames - prefetch * size];
  let done = 0;
  let start = { time: 0, cpu: process.cpuUsage() };
  let measured = { rate: 0, cost: 0 };
  for await (const { samples } of batches(dataset, { size, workers, prefetch })) {
    if (done < first) for (const sample of samples) add(sums, sample);
    done += samples.length;
    if (done === first) start = { time: performance.now(), cpu: process.cpuUsage() };
    if (done !== last) continue;
    const { user, system } = process.cpuUsage(start.cpu);
    const timed = last - first;
    measured = { rate: (1000 * timed) / (performance.now() - start.time), cost: (user + system) / 1000 / timed };
  }
  for (const key of left) sums[key] = 0;
  return { ...measured, sums };
}

function add(sums: Measured['sums'], { rgb, rawSemantics, instances, points, depth, boxes }: Sample): void {
  for (const value of rgb) sums.rgb += value;
  for (const value of rawSemantics ?? []) sums.semantics += value;
  for (const value of instances ?? []) if (value !== 0) sums.instances++;
  for (const metres of depth ?? []) if (metres !== 0) sums.depth++;
  sums.points += points?.count ?? 0;
  sums.boxes += boxes?.length ?? 0;
}

function measurePeer(root: string, { frames }: Layout): Measured {
  const args = [script('loaders.py'), name, root, String(warm(frames))];
  return JSON.parse(execFileSync(python, args, { encoding: 'utf8' })) as Measured;
}

function show({ rate, cost }: Measured): string {
  return `${rate.toFixed(1)} frames/s (${cost.toFixed(0)} ms of processor each)`;
}

const layout = layouts[name];
if (!layout) throw new InputError(`${name} is none of ${Object.keys(layouts).join(', ')}.`);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loaders-'));
try {
  layout.multiply(folder, layout.frames);
  const day = new Date().toISOString().slice(0, 10);
  console.log(
    `${day}, ${os.cpus()[0].model}, ${os.availableParallelism()} threads, ${layout.frames} frames of ${name}`,
  );
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const own = await measure(folder, layout);
    if (python === undefined) {
      console.log(`two threads ${show(own)}`);
      continue;
    }
    const peer = measurePeer(folder, layout);
    if (JSON.stringify(own.sums) !== JSON.stringify(peer.sums))
      throw new WorkError(`The arrays differ: ${JSON.stringify(own.sums)} here, ${JSON.stringify(peer.sums)} there.`);
    ratios.push(own.rate / peer.rate);
    console.log(`two threads ${show(own)}, Python ${show(peer)}: ${ratios[round].toFixed(2)}×`);
  }
} finally {
  fs.rmSync(folder, { recursive: true });
}
