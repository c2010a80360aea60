import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseSegmentation } from '../data-loaders/coco/annotation.js';
import { decodeMask } from '../src/image/index.js';
import { seeded } from '../src/support/random.js';

/**
 * Masks per second of processor time: `node dist/bench/coco-masks.js [instances.json] [python]`.
 *
 * Draws every mask of an annotation file (one that is made here, where none or `-` is given) as run lengths, and as run
 * lengths and raster. With a Python that has pycocotools, this and that take turns, and the ratio is printed.
 */
const [file = '-', python] = process.argv.slice(2);
const rounds = 5;

interface Annotations {
  images: { id: number; width: number; height: number }[];
  annotations: { image_id: number; segmentation: unknown }[];
}

type Rates = Record<'runs' | 'rasters', number>;

/** Objects of all sizes with as many corners as annotators click, a few crowds among them. */
function makeAnnotations(count: number): Annotations {
  const random = seeded('coco-masks');
  const size = { width: 640, height: 480 };
  const polygon = (): number[] => {
    const [cx, cy] = [random.uniform(0, size.width), random.uniform(0, size.height)];
    const radius = 4 * 50 ** random.next();
    const corners = 5 + random.int(60);
    return Array.from({ length: corners }, (_, i) => {
      const angle = (2 * Math.PI * i) / corners;
      const reach = radius * random.uniform(0.6, 1);
      const x = Math.min(size.width, Math.max(0, cx + reach * Math.cos(angle)));
      const y = Math.min(size.height, Math.max(0, cy + reach * Math.sin(angle)));
      return [Math.round(100 * x) / 100, Math.round(100 * y) / 100];
    }).flat();
  };
  const annotations = Array.from({ length: count }, () => {
    const segmentation = Array.from({ length: random.next() < 0.1 ? 2 : 1 }, polygon);
    return { image_id: 1, segmentation };
  });
  return { images: [{ id: 1, ...size }], annotations };
}

function measure({ images, annotations }: Annotations): Rates {
  const sizes = new Map(images.map((image) => [image.id, image]));
  const draw = ({ segmentation, image_id }: Annotations['annotations'][number]) =>
    parseSegmentation(segmentation, sizes.get(image_id)!, 'bench')!;
  return {
    runs: rate(annotations, draw),
    rasters: rate(annotations, (annotation) => decodeMask(draw(annotation))),
  };
}

function rate<T>(items: readonly T[], work: (item: T) => unknown): number {
  const before = process.cpuUsage();
  for (const item of items) work(item);
  const { user, system } = process.cpuUsage(before);
  return (1e6 * items.length) / (user + system);
}

function measurePeer(annotations: string): Rates {
  const script = path.resolve(import.meta.dirname, '../../bench/python/coco_masks.py');
  return JSON.parse(execFileSync(python, [script, annotations], { encoding: 'utf8' })) as Rates;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coco-masks-'));
try {
  const made = path.join(folder, 'instances.json');
  if (file === '-') fs.writeFileSync(made, JSON.stringify(makeAnnotations(5000)));
  const annotations = file === '-' ? made : file;
  const parsed = JSON.parse(fs.readFileSync(annotations, 'utf8')) as Annotations;
  console.log(`${os.cpus()[0].model}, ${parsed.annotations.length} masks`);
  measure(parsed); // V8 compiles
  const own: Rates[] = [];
  const peer: Rates[] = [];
  for (let round = 0; round < rounds; round++) {
    own.push(measure(parsed));
    if (python !== undefined) peer.push(measurePeer(annotations));
  }
  for (const kind of ['runs', 'rasters'] as const) {
    const ratios = peer.map((rates, i) => own[i][kind] / rates[kind]).sort((a, b) => a - b);
    console.log(
      `${kind.padEnd(8)} ${median(own.map((rates) => rates[kind]))
        .toFixed(0)
        .padStart(7)} masks/s` +
        (peer.length > 0
          ? `, pycocotools ${median(peer.map((rates) => rates[kind]))
              .toFixed(0)
              .padStart(7)}: ${median(ratios).toFixed(2)}× (${ratios[0].toFixed(2)}–${ratios[rounds - 1].toFixed(2)})`
          : ''),
    );
  }
} finally {
  fs.rmSync(folder, { recursive: true });
}
