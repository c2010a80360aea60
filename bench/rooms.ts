import { availableParallelism, cpus } from 'node:os';
import { rooms, type PresetName } from '../data-loaders/rooms/index.js';

/**
 * Frames per second of Rooms, nothing cached: `node dist/bench/rooms.js [frames]`.
 *
 * Prints the rate on the wall clock with one thread per core and the processor time of one frame, threads included;
 * when other programs run, only the latter means something.
 */
const frames = Number(process.argv[2] ?? 400);
const views = 4;

async function measure(preset: PresetName, width: number, height: number): Promise<void> {
  const options = {
    preset,
    width,
    height,
    views,
    scenes: { train: Math.ceil(frames / views), val: 0, test: 0 },
    cache: { limit: 0 },
  };
  const dataset = rooms({ ...options, seed: 'bench', workers: availableParallelism() });
  const ids = dataset.scenes.flatMap((scene) => scene.frames);
  const before = process.cpuUsage();
  const start = performance.now();
  await dataset.render(ids);
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  const rate = (ids.length / seconds).toFixed(0).padStart(5);
  const cost = ((user + system) / 1000 / ids.length).toFixed(1).padStart(6);
  console.log(
    `${preset.padEnd(12)} ${`${width}×${height}`.padEnd(8)} ${rate} frames/s ${cost} ms of processor a frame`,
  );
}

console.log(`${cpus()[0].model}, ${availableParallelism()} threads, ${frames} frames, clouds included`);
for (const preset of ['independent', 'natural'] as const)
  for (const [width, height] of [
    [64, 48],
    [128, 96],
    [256, 192],
  ])
    await measure(preset, width, height);
