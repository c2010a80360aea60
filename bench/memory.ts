import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { early, growth, readings } from './memory-growth.js';

/**
 * Whether memory grows with the length of a dataset: `node dist/bench/memory.js [frames]`.
 *
 * Takes so many frames (10,000) of Rooms at 64×48, rendered as they are asked for, and of a `.sens` file of the same size that is
 * made in the temporary folder, by `batches`, alone and on two threads, each in a process of its own; prints the memory in use
 * (resident set) after 100 frames, the most after that, and the difference. `keep` as second argument keeps all samples: the
 * control, in which memory does grow.
 */
async function measureAll(frames: number, keep: boolean): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'memory-'));
  console.log(`${new Date().toISOString().slice(0, 10)}, ${os.cpus()[0].model}, Node ${process.versions.node}`);
  try {
    for (const reading of readings(folder, frames))
      for (const workers of [0, 2]) {
        const start = performance.now();
        const { frames: read, early: first, most } = await growth({ ...reading, workers, keep }, folder);
        const seconds = (performance.now() - start) / 1000;
        console.log(
          `${reading.name.padEnd(8)} ${workers} threads: ${read} frames in ${seconds.toFixed(0)} s, ${first.toFixed(0)} MB after ${early}, at most ${most.toFixed(0)} MB: +${(most - first).toFixed(0)} MB`,
        );
      }
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

const [frames = '10000', control] = process.argv.slice(2);
await measureAll(Number(frames), control === 'keep');
