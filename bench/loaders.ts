import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { batches } from '../data-loaders/batch-stream.js';
import { frameIds } from '../data-loaders/batches.js';
import { openDataset } from '../data-loaders/registry.js';
import type { Sample } from '../data-loaders/sample.js';
import { WorkError } from '../src/support/errors.js';

/**
 * Frames per second of loading on two threads: `node dist/bench/loaders.js kitti|cityscapes ROOT [python]`.
 *
 * ROOT holds frames of KITTI's object benchmark (`training/image_2` …) or of Cityscapes; they are copied under new names until
 * there are enough, so that every frame is read. With a Python that has Pillow and numpy, which reads the same files to the
 * same arrays in one process, the two take turns, and the ratio is printed. On the clock: nothing else should run.
 */
const [name, source, python] = process.argv.slice(2);
const rounds = 3;
const frames = 48;
/** Frames that are read before the clock starts: threads start and V8 compiles. */
const warm = 12;

interface Measured {
  /** Frames per second. */
  rate: number;
  /** Of the first frames, which are not timed: of the values of rasters; of points and depths how many there are. */
  sums: Record<'rgb' | 'semantics' | 'instances' | 'points' | 'depth', number>;
}

/** The files of one frame by those of another: what to replace in their paths. */
interface Layout {
  options: Record<string, unknown>;
  files: (root: string) => { frames: string[]; copy: (path: string, frame: string, number: number) => string };
}

const layouts: Record<string, Layout> = {
  kitti: {
    options: { layout: 'object', points: true },
    files: (root) => ({
      frames: fs.readdirSync(path.join(root, 'training/image_2')).map((file) => path.parse(file).name),
      copy: (file, frame, number) => file.replace(frame, String(number).padStart(6, '0')),
    }),
  },
  cityscapes: {
    options: { layout: 'fine', depth: true, labels: 'cityscapes34' },
    files: (root) => ({
      frames: fs
        .readdirSync(path.join(root, 'gtFine/train'))
        .flatMap((city) => fs.readdirSync(path.join(root, 'gtFine/train', city)))
        .filter((file) => file.endsWith('_labelIds.png'))
        .map((file) => file.split('_').slice(0, 3).join('_')),
      copy: (file, frame, number) =>
        file.replaceAll(frame, `${frame.split('_')[0]}_${String(number).padStart(6, '0')}_000019`),
    }),
  },
};

/** Copies the files of whole frames under new names until there are enough of them. */
function multiply(from: string, to: string, { files }: Layout): void {
  const { frames: known, copy } = files(from);
  const all = fs
    .readdirSync(from, { recursive: true, encoding: 'utf8' })
    .filter((file) => !file.startsWith('constructed'));
  for (let number = 0; number < frames; number++) {
    const frame = known[number % known.length];
    for (const file of all.filter((one) => path.basename(one).startsWith(frame))) {
      const target = path.join(to, copy(file, frame, number));
      fs.mkdirSync(path.dirname(target), { recursive: true });
      fs.copyFileSync(path.join(from, file), target);
    }
  }
}

async function measure(root: string, { options }: Layout): Promise<Measured> {
  const dataset = await openDataset(name as 'kitti' | 'cityscapes', { root, ...options });
  const count = frameIds(dataset).length;
  if (count !== frames) throw new WorkError(`${root} has ${count} frames, not ${frames}.`);
  const sums: Measured['sums'] = { rgb: 0, semantics: 0, instances: 0, points: 0, depth: 0 };
  let done = 0;
  let start = 0;
  for await (const { samples } of batches(dataset, { size: 2, workers: 2, prefetch: 2 })) {
    if (done < warm) for (const sample of samples) add(sums, sample);
    done += samples.length;
    if (done === warm) start = performance.now();
  }
  return { rate: (1000 * (frames - warm)) / (performance.now() - start), sums };
}

function add(sums: Measured['sums'], { rgb, rawSemantics, instances, points, depth }: Sample): void {
  const total = (values: Uint8Array | Uint16Array = new Uint8Array(0)): number => {
    let sum = 0;
    for (const value of values) sum += value;
    return sum;
  };
  sums.rgb += total(rgb);
  sums.semantics += total(rawSemantics);
  sums.instances += total(instances);
  sums.points += points?.count ?? 0;
  if (name === 'cityscapes') for (const metres of depth!) if (metres !== 0) sums.depth++;
}

function measurePeer(root: string): Measured {
  const script = path.resolve(import.meta.dirname, '../../bench/python/loaders.py');
  return JSON.parse(execFileSync(python, [script, name, root, String(warm)], { encoding: 'utf8' })) as Measured;
}

const layout = layouts[name];
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'loaders-'));
try {
  multiply(source, folder, layout);
  console.log(`${os.cpus()[0].model}, ${os.availableParallelism()} threads, ${frames - warm} frames of ${name}`);
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const own = await measure(folder, layout);
    if (python === undefined) {
      console.log(`two threads ${own.rate.toFixed(1)} frames/s`);
      continue;
    }
    const peer = measurePeer(folder);
    if (JSON.stringify(own.sums) !== JSON.stringify(peer.sums))
      throw new WorkError(`The arrays differ: ${JSON.stringify(own.sums)} here, ${JSON.stringify(peer.sums)} there.`);
    ratios.push(own.rate / peer.rate);
    console.log(
      `two threads ${own.rate.toFixed(1)} frames/s, Python ${peer.rate.toFixed(1)}: ${ratios[round].toFixed(2)}×`,
    );
  }
} finally {
  fs.rmSync(folder, { recursive: true });
}
