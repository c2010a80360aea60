import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { startBackend } from '../src/backend/index.js';
import { storedRows } from '../src/features/index.js';
import { locateNpy } from '../src/formats/index.js';
import { serialiseNpyHeader } from '../src/formats/npy-header.js';
import { streamingCka } from '../src/similarity/index.js';
import { seeded } from '../src/support/random.js';

/**
 * Time and memory of debiased linear CKA between two feature files that need not fit into memory:
 *
 *     node dist/bench/features.js [rows = 200000] [columns = 2048]
 *
 * Makes both in a temporary folder (rows·columns·4 bytes each: 1.6 GB), compares them, deletes them; prints seconds by the
 * clock and of the processors, and the largest resident set of the process.
 */
const [rows, columns] = [process.argv[2] ?? '200000', process.argv[3] ?? '2048'].map(Number);
const rowsAtOnce = 1000;

/** Features of which half the variance is the same in every file. */
function writeFeatures(file: string, name: string): void {
  const handle = fs.openSync(file, 'w');
  fs.writeSync(handle, serialiseNpyHeader([rows, columns], 'f4'));
  const pool = drawn('pool', name);
  const common = drawn('pool', 'common');
  const block = new Float32Array(rowsAtOnce * columns);
  for (let begin = 0; begin < rows; begin += rowsAtOnce) {
    const [own, shared] = [seeded(name, begin).int(pool.length), seeded('common', begin).int(common.length)];
    for (let i = 0; i < block.length; i++)
      block[i] = pool[(own + i) % pool.length] + common[(shared + i) % common.length];
    fs.writeSync(handle, new Uint8Array(block.buffer, 0, Math.min(rowsAtOnce, rows - begin) * columns * 4));
  }
  fs.closeSync(handle);
}

/** Normal numbers of which every block takes a part: drawing all anew would take longer than what is measured. */
function drawn(...seed: string[]): Float32Array {
  const random = seeded(...seed);
  return Float32Array.from({ length: 2_000_003 }, () => random.normal());
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'features-'));
try {
  const files = ['first', 'second'].map((name) => {
    const file = path.join(folder, `${name}.npy`);
    writeFeatures(file, name);
    return file;
  });
  const { name, device } = await startBackend();
  const started = process.memoryUsage.rss();
  const [clock, processors] = [performance.now(), process.cpuUsage()];
  const [first, second] = files.map((file) => storedRows(locateNpy(file)));
  const [[value]] = await streamingCka([first], [second]);
  const { user, system } = process.cpuUsage(processors);
  const seconds = (performance.now() - clock) / 1000;
  console.log(`${new Date().toISOString().slice(0, 10)}, ${os.cpus()[0].model}, Node ${process.versions.node}, ${name} on ${device}`); // prettier-ignore
  console.log(`debiased linear CKA of two files of ${rows} × ${columns} float32 (${((rows * columns * 4) / 1e9).toFixed(2)} GB each): ${value}`); // prettier-ignore
  console.log(`${seconds.toFixed(1)} s by the clock, ${((user + system) / 1e6).toFixed(1)} s of processors`);
  console.log(`resident set: ${(started / 1e6).toFixed(0)} MB before, at most ${(process.resourceUsage().maxRSS / 1e3).toFixed(0)} MB`); // prettier-ignore
} finally {
  fs.rmSync(folder, { recursive: true });
}
