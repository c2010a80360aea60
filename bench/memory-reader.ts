import { batches } from '../data-loaders/batch-stream.js';
import { openDataset } from '../data-loaders/registry.js';
import type { Sample } from '../data-loaders/sample.js';
import { early, type Growth, type Reading } from './memory-growth.js';

/** The process that reads: answers the one that started it. */
async function read({ name, options, workers, keep }: Reading): Promise<Growth> {
  const dataset = await openDataset(name, options);
  const kept: Sample[] = [];
  const measured: Growth = { frames: 0, early: 0, most: 0 };
  for await (const { samples } of batches(dataset, { size: 10, workers })) {
    measured.frames += samples.length;
    if (keep) kept.push(...samples);
    if (measured.frames < early || measured.frames % early !== 0) continue;
    globalThis.gc?.();
    const megabytes = process.memoryUsage.rss() / 1e6;
    if (measured.frames === early) measured.early = megabytes;
    measured.most = Math.max(measured.most, megabytes);
  }
  return measured;
}

const reading = JSON.parse(process.argv[2]) as Reading;
process.send!(await read(reading), () => process.disconnect());
