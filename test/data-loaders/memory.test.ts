import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { growth, readings, type Reading } from '../../bench/memory-growth.js';

/**
 * The bench of ten thousand frames in small. After garbage is collected, what is in use may grow by what pools and compiled code
 * take and by the scenes that Rooms keeps, but not by the samples, which the control keeps.
 */
describe('memory while a dataset is read in batches', function () {
  this.timeout(60_000);
  let folder: string;
  let rooms: Pick<Reading, 'name' | 'options'>;
  let sens: Pick<Reading, 'name' | 'options'>;
  const bound = 50;

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-memory-'));
    [rooms, sens] = readings(folder, 1500);
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  async function grown(reading: Omit<Reading, 'keep'>, { keep = false } = {}): Promise<number> {
    const { early, most } = await growth({ ...reading, keep }, folder, { collect: true });
    return most - early;
  }

  for (const workers of [0, 2])
    it(`does not grow with the length of a .sens file, ${workers} threads`, async () => {
      const megabytes = await grown({ ...sens, workers });
      assert.ok(megabytes < bound, `grew by ${megabytes.toFixed(0)} MB`);
    });

  it('grows where samples are kept, so that this would be seen', async () => {
    const megabytes = await grown({ ...sens, workers: 0 }, { keep: true });
    assert.ok(megabytes > 1.4 * bound, `grew by ${megabytes.toFixed(0)} MB`);
  });

  it('does not grow with the length of Rooms but by the scenes that it keeps', async () => {
    const options = { ...rooms.options, scenes: { train: 150, val: 0, test: 0 } };
    const megabytes = await grown({ ...rooms, options, workers: 0 });
    assert.ok(megabytes < bound, `grew by ${megabytes.toFixed(0)} MB`);
  });
});
