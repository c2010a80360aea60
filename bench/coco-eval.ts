import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseAnnotation } from '../data-loaders/coco/annotation.js';
import { evaluateCocoFiles } from '../src/cli/score/coco-files.js';
import { parseDetection } from '../src/cli/score/coco-results.js';
import { maskArea, maskBox, maskFromPolygons, stringFromMask } from '../src/image/index.js';
import { cocoEvaluation, type CocoIouType, type CocoMetrics } from '../src/metrics/index.js';
import { seeded, type Random } from '../src/support/random.js';

/**
 * COCO evaluation against pycocotools, boxes and masks: `node dist/bench/coco-eval.js [python|-] [detections per image]`.
 *
 * Makes 5,000 images with 36,000 annotations of 80 categories and detections of them (12 an image when left out), and evaluates them
 * in processes of their own, this and that in turn: from parsed JSON to the twelve numbers ("memory"; masks are drawn and read in it), and from the
 * files on ("files", as `alignscope score coco` does, without an index that was kept). Prints processor and wall seconds, ratios with their
 * spread and peak memory.
 */
const images = 5000;
const annotations = 36_000;
const categories = 80;
const size = { width: 640, height: 480 };
const rounds = 3;

type Stage = 'memory' | 'files';
type Seconds = Record<'cpu' | 'wall', number>;

interface Measured extends Record<Stage, Seconds> {
  /** Peak resident memory. */
  megabytes: number;
  stats: number[];
}

interface Files {
  annotations: string;
  results: Record<CocoIouType, string>;
}

type Shape = [x: number, y: number][];

/** An object with as many corners as annotators click. */
function drawShape(random: Random): Shape {
  const [cx, cy] = [random.uniform(0, size.width), random.uniform(0, size.height)];
  const radius = 4 * 50 ** random.next();
  const corners = 5 + random.int(60);
  return Array.from({ length: corners }, (_, i) => {
    const [angle, reach] = [(2 * Math.PI * i) / corners, radius * random.uniform(0.6, 1)];
    return [cx + reach * Math.cos(angle), cy + reach * Math.sin(angle)];
  });
}

/** Nearly the same object, farther off for some. */
function nearby(shape: Shape, random: Random): Shape {
  const { width, height } = boxOf(shape);
  const reach = 0.4 * random.next() ** 2;
  const [dx, dy] = [random.uniform(-reach, reach) * width, random.uniform(-reach, reach) * height];
  return shape.map(([x, y]) => [x + dx, y + dy]);
}

const rounded = (value: number): number => Math.round(100 * value) / 100;

const polygonOf = (shape: Shape): number[] =>
  shape.flatMap(([x, y]) => [rounded(Math.min(size.width, Math.max(0, x))), rounded(Math.min(size.height, Math.max(0, y)))]); // prettier-ignore

function boxOf(shape: Shape): { x: number; y: number; width: number; height: number } {
  return maskBox(maskFromPolygons([polygonOf(shape)], size));
}

/** Few categories have most of the objects. */
const drawCategory = (random: Random): number => 1 + Math.floor(categories * random.next() ** 2);

function makeFiles(folder: string, perImage: number): Files {
  const random = seeded('coco-eval');
  const truths = Array.from({ length: annotations }, (_, i) => {
    const shape = drawShape(random);
    const image = i < images ? i + 1 : 1 + random.int(images);
    return { id: i + 1, image, category: drawCategory(random), shape };
  });
  const found = Array.from({ length: images * perImage }, (_, i) => {
    const truth = truths[i % annotations];
    const isRight = random.next() < 0.7;
    const shape = isRight ? nearby(truth.shape, random) : drawShape(random);
    const category = isRight ? truth.category : drawCategory(random);
    const score = Math.round(1000 * random.next() ** (isRight ? 0.5 : 2)) / 1000;
    return { image: truth.image, category, mask: maskFromPolygons([polygonOf(shape)], size), score };
  }).filter(({ mask }) => maskArea(mask) > 0);
  const instances = {
    images: Array.from({ length: images }, (_, i) => ({ id: i + 1, ...size, file_name: `${i + 1}.jpg` })),
    categories: Array.from({ length: categories }, (_, i) => ({ id: i + 1, name: `category ${i + 1}` })),
    annotations: truths.map(({ id, image, category, shape }) => {
      const mask = maskFromPolygons([polygonOf(shape)], size);
      const iscrowd = random.next() < 0.01 ? 1 : 0;
      const segmentation = iscrowd === 1 ? { size: [size.height, size.width], counts: [...mask.counts] } : [polygonOf(shape)]; // prettier-ignore
      return { id, image_id: image, category_id: category, bbox: Object.values(maskBox(mask)), area: maskArea(mask), iscrowd, segmentation }; // prettier-ignore
    }),
  };
  const common = ({ image, category, score }: (typeof found)[number]) => ({ image_id: image, category_id: category, score }); // prettier-ignore
  const results = {
    bbox: found.map((detection) => ({ ...common(detection), bbox: Object.values(maskBox(detection.mask)) })),
    segm: found.map((detection) => {
      const segmentation = { size: [size.height, size.width], counts: stringFromMask(detection.mask) };
      return { ...common(detection), segmentation };
    }),
  };
  const write = (name: string, value: unknown): string => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, JSON.stringify(value));
    return file;
  };
  return {
    annotations: write('instances.json', instances),
    results: { bbox: write('boxes.json', results.bbox), segm: write('masks.json', results.segm) },
  };
}

type Stored = Record<string, unknown> & { image_id: number };

interface Parsed {
  truths: { images: { id: number }[]; annotations: Stored[]; categories: { id: number; name: string }[] };
  results: (Stored & { category_id: number; score: number })[];
}

function byImage<T extends Stored>(objects: readonly T[]): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const object of objects) {
    const group = groups.get(object.image_id);
    if (group) group.push(object);
    else groups.set(object.image_id, [object]);
  }
  return groups;
}

/** From parsed files to the twelve numbers. */
function evaluateParsed(iouType: CocoIouType, { truths, results }: Parsed): CocoMetrics {
  const truthsOf = byImage(truths.annotations);
  const foundIn = byImage(results);
  const evaluation = cocoEvaluation({ iouType, categories: truths.categories });
  const parseTruth = ({ segmentation, ...others }: Stored) =>
    parseAnnotation(iouType === 'segm' ? { ...others, segmentation } : others, size, 'bench');
  const parseFound = (
    { category_id: categoryId, score, bbox, segmentation }: Parsed['results'][number],
    index: number,
  ) => parseDetection({ index, categoryId, score, bbox, segmentation }, iouType, size, 'bench');
  for (const { id } of truths.images)
    evaluation.add(id, (truthsOf.get(id) ?? []).map(parseTruth), (foundIn.get(id) ?? []).map(parseFound));
  return evaluation.result();
}

async function timed<T>(work: () => T | Promise<T>): Promise<[T, Seconds]> {
  const [before, start] = [process.cpuUsage(), performance.now()];
  const value = await work();
  const { user, system } = process.cpuUsage(before);
  return [value, { cpu: (user + system) / 1e6, wall: (performance.now() - start) / 1000 }];
}

function statsOf({
  ap,
  ap50,
  ap75,
  apSmall,
  apMedium,
  apLarge,
  ar1,
  ar10,
  ar100,
  arSmall,
  arMedium,
  arLarge,
}: CocoMetrics): number[] {
  return [ap, ap50, ap75, apSmall, apMedium, apLarge, ar1, ar10, ar100, arSmall, arMedium, arLarge];
}

/** What a process of its own does. */
async function measureHere(stage: Stage, iouType: CocoIouType, files: { annotations: string; results: string }) {
  const read = <T>(file: string): T => JSON.parse(fs.readFileSync(file, 'utf8')) as T;
  const evaluateFiles = async () => (await evaluateCocoFiles(iouType, files)).result;
  let work: () => CocoMetrics | Promise<CocoMetrics> = evaluateFiles;
  if (stage === 'memory') {
    const parsed: Parsed = { truths: read(files.annotations), results: read(files.results) };
    work = () => evaluateParsed(iouType, parsed);
  }
  const [result, seconds] = await timed<CocoMetrics>(work);
  const megabytes = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(JSON.stringify({ [stage]: seconds, megabytes, stats: statsOf(result) }));
}

function measureOwn(iouType: CocoIouType, { annotations, results }: Files): Measured {
  const measure = (stage: Stage): Measured => {
    fs.rmSync(`${annotations}.index`, { force: true });
    const args = [import.meta.filename, 'measure', stage, iouType, annotations, results[iouType]];
    return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Measured;
  };
  const [parsed, files] = [measure('memory'), measure('files')];
  return { ...files, memory: parsed.memory, megabytes: Math.max(parsed.megabytes, files.megabytes) };
}

function measurePeer(python: string, iouType: CocoIouType, files: Files): Measured {
  const script = path.resolve(import.meta.dirname, '../../bench/python/coco_eval.py');
  const args = [script, iouType, files.annotations, files.results[iouType]];
  return JSON.parse(execFileSync(python, args, { encoding: 'utf8' })) as Measured;
}

/** Median and range of a list. */
function spread(values: readonly number[], digits: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, middle, high] = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)!];
  return `${middle.toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`;
}

function compare(python: string | undefined, iouType: CocoIouType, files: Files): void {
  const [own, peer]: Measured[][] = [[], []];
  for (let round = 0; round < rounds; round++) {
    own.push(measureOwn(iouType, files));
    if (python !== undefined) peer.push(measurePeer(python, iouType, files));
  }
  for (const stage of ['memory', 'files'] as const)
    for (const clock of ['cpu', 'wall'] as const) {
      const seconds = own.map((measured) => measured[stage][clock]);
      const others = peer.map((measured) => measured[stage][clock]);
      const ratios = others.map((other, i) => other / seconds[i]);
      console.log(
        `${iouType} ${stage.padEnd(6)} ${clock.padEnd(4)} ${spread(seconds, 2)} s` +
          (peer.length > 0 ? `, pycocotools ${spread(others, 2)} s: ${spread(ratios, 1)}× as fast` : ''),
      );
    }
  const megabytes = (all: readonly Measured[]): string => Math.max(...all.map((measured) => measured.megabytes)).toFixed(0); // prettier-ignore
  console.log(
    `${iouType} peak memory ${megabytes(own)} MB${peer.length > 0 ? `, pycocotools ${megabytes(peer)} MB` : ''}`,
  );
  if (peer.length > 0) {
    const difference = Math.max(...own[0].stats.map((value, i) => Math.abs(value - peer[0].stats[i])));
    console.log(`${iouType} AP ${own[0].stats[0].toFixed(4)}, largest difference of the twelve numbers ${difference}`);
  }
}

const [mode, ...rest] = process.argv.slice(2);
if (mode === 'measure') {
  const [stage, iouType, truths, results] = rest;
  await measureHere(stage as Stage, iouType as CocoIouType, { annotations: truths, results });
} else {
  const perImage = Number(rest[0] ?? 12);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coco-eval-'));
  try {
    const files = makeFiles(folder, perImage);
    console.log(`${os.cpus()[0].model}, ${images} images, ${annotations} annotations, ${images * perImage} detections`);
    for (const iouType of ['bbox', 'segm'] as const) compare(mode === '-' ? undefined : mode, iouType, files);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
