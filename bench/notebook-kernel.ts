import * as os from 'node:os';
import * as path from 'node:path';
import { Kernel } from '../src/notebook/index.js';
import { packageRoot } from '../src/support/package.js';

/**
 * How long the notebook kernel takes to be ready and to import this package: `node dist/bench/notebook-kernel.js [rounds]`.
 *
 * Prints seconds of the clock and of the processor, the smallest of three rounds unless told otherwise. A cell asks the
 * kernel itself for its processor time.
 */
async function measure(rounds: number): Promise<void> {
  console.log(`${new Date().toISOString().slice(0, 10)}, ${os.cpus()[0].model}, Node ${process.versions.node}`);
  const taken: Awaited<ReturnType<typeof once>>[] = [];
  for (let round = 0; round < rounds; round++) taken.push(await once());
  for (const what of ['ready', 'import'] as const) {
    const least = (which: 'clock' | 'processor'): string => Math.min(...taken.map((t) => t[what][which])).toFixed(2);
    console.log(`${what.padEnd(7)} ${least('clock')} s, ${least('processor')} s of the processor`);
  }
}

interface Taken {
  clock: number;
  processor: number;
}

async function once(): Promise<{ ready: Taken; import: Taken }> {
  const begun = performance.now();
  const kernel = await Kernel.start({ folder: path.join(packageRoot(), 'notebooks'), startSeconds: 600 });
  try {
    const ready = { clock: (performance.now() - begun) / 1000, processor: await processorTime(kernel) };
    const start = performance.now();
    await kernel.execute("import { study } from 'alignscope';\nstudy.name");
    const clock = (performance.now() - start) / 1000;
    return { ready, import: { clock, processor: (await processorTime(kernel)) - ready.processor } };
  } finally {
    await kernel.shutdown();
  }
}

/** Seconds of the processor that the kernel has taken until now. */
async function processorTime(kernel: Kernel): Promise<number> {
  let text = '';
  const code = 'const { user, system } = process.cpuUsage();\nconsole.log((user + system) / 1e6);';
  await kernel.execute(code, ({ content }) => (text += `${content.text ?? ''}`));
  return Number(text);
}

await measure(Number(process.argv[2] ?? 3));
