import { availableParallelism, cpus } from 'node:os';
import { rooms, type PresetName } from '../data-loaders/rooms/index.js';

/**
 * Frames per second of Rooms, nothing cached: `node dist/bench/rooms.js [frames]`.
 *
 * Prints the rate on the wall clock with one thread per core and the processor time of one frame, threads included;
 * when other programs run, only the latter means something. Frames are asked for by the hundred and let go, as training
 * does; the first three hundred, in which V8 compiles, are printed apart.
 */
const frames = Number(process.argv[2] ?? 900);
const views = 4;
const batch = 100;
const warm = 300;

async function measure(preset: PresetName, width: number, height: number): Promise<void> {
  const scenes = { train: Math.ceil((warm + frames) / views), val: 0, test: 0 };
  const dataset = rooms({ preset, width, height, views, scenes, seed: 'bench', cache: { limit: 0 } });
  const ids = dataset.scenes.flatMap((scene) => scene.frames);
  const first = await rate(dataset, ids.slice(0, warm));
  const rest = await rate(dataset, ids.slice(warm));
  console.log(`${preset.padEnd(12)} ${`${width}×${height}`.padEnd(8)} ${rest}   (first ${warm}: ${first})`);
}

async function rate(dataset: ReturnType<typeof rooms>, ids: readonly string[]): Promise<string> {
  const before = process.cpuUsage();
  const start = performance.now();
  for (let i = 0; i < ids.length; i += batch) await dataset.render(ids.slice(i, i + batch));
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  const cost = (user + system) / 1000 / ids.length;
  return `${(ids.length / seconds).toFixed(0).padStart(4)} frames/s, ${cost.toFixed(1).padStart(4)} ms of processor a frame`;
}

console.log(`${cpus()[0].model}, ${availableParallelism()} threads, ${frames} frames, samples assembled`);
for (const preset of ['independent', 'natural'] as const)
  for (const [width, height] of [
    [64, 48],
    [128, 96],
    [256, 192],
  ])
    await measure(preset, width, height);
