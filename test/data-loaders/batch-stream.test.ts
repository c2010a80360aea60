import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { batches, type Batch } from '../../data-loaders/batch-stream.js';
import { frameOrder } from '../../data-loaders/frame-order.js';
import { images } from '../../data-loaders/images/index.js';
import { openDataset } from '../../data-loaders/registry.js';
import type { Sample, SceneDataset } from '../../data-loaders/sample.js';
import { writePng } from '../../src/formats/png.js';
import { InputError } from '../../src/support/errors.js';

const size = { width: 16, height: 12 };

async function collect(stream: AsyncIterable<Batch>): Promise<Batch[]> {
  const all: Batch[] = [];
  for await (const batch of stream) all.push(batch);
  return all;
}

const idsOf = (all: readonly Batch[]): string[][] => all.map(({ samples }) => samples.map(({ id }) => id));

describe('batches of a dataset', () => {
  let root: string;
  let dataset: SceneDataset;
  const count = 11;

  before(async () => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-batches-'));
    for (let i = 0; i < count; i++) {
      const values = Uint8Array.from({ length: 16 * 12 * 3 }, (_, k) => (k * (i + 3)) % 256);
      fs.writeFileSync(path.join(root, `${i}.png`), writePng({ ...size, channels: 3, values }));
    }
    dataset = await openDataset('images', { root });
  });
  after(() => fs.rmSync(root, { recursive: true }));

  it('are the same for the same seed, whatever the number of threads', async function () {
    this.timeout(20_000);
    const read = (workers: number): Promise<Batch[]> =>
      collect(batches(dataset, { size: 4, shuffle: true, seed: 7, workers }));
    const alone = await read(0);
    assert.deepEqual(idsOf(alone).map(({ length }) => length), [4, 4, 3]); // prettier-ignore
    assert.deepEqual(idsOf(alone).flat(), frameOrder(dataset, { shuffle: true, seed: 7 }));
    for (const workers of [1, 2]) assert.deepEqual(await read(workers), alone);
  });

  it('skip or name what cannot be read, in threads as without', async function () {
    this.timeout(20_000);
    const damaged = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-batches-'));
    try {
      for (const name of fs.readdirSync(root)) fs.copyFileSync(path.join(root, name), path.join(damaged, name));
      fs.truncateSync(path.join(damaged, '3.png'), 60);
      fs.truncateSync(path.join(damaged, '10.png'), 60);
      const spoilt = await openDataset('images', { root: damaged });
      for (const workers of [0, 2]) {
        const all = await collect(batches(spoilt, { size: 4, workers, onError: 'skip' }));
        assert.deepEqual(idsOf(all).map((ids) => ids.map((id) => parseInt(id))), [[0, 1, 2, 4], [5, 6, 7, 8], [9]]); // prettier-ignore
        assert.deepEqual(all.map(({ skipped }) => skipped.map(({ frame }) => frame)), [['3.png'], [], ['10.png']]); // prettier-ignore
        assert.match(all[0].skipped[0].problem, /3\.png is not a readable image/);
        await assert.rejects(
          collect(batches(spoilt, { size: 4, workers })),
          (error: Error) => error instanceof InputError && /3\.png is not a readable image/.test(error.message),
        );
      }
    } finally {
      fs.rmSync(damaged, { recursive: true });
    }
  });

  it('end when aborted or left', async function () {
    this.timeout(20_000);
    for (const workers of [0, 2]) {
      const abort = new AbortController();
      const stream = batches(dataset, { size: 2, workers, signal: abort.signal });
      assert.equal((await stream.next()).done, false);
      abort.abort();
      await assert.rejects(stream.next(), /Interrupted/);
      const left = batches(dataset, { size: 2, workers });
      await left.next();
      assert.deepEqual(await left.return(undefined), { done: true, value: undefined });
      assert.equal((await left.next()).done, true);
    }
  });

  it('hold no more samples than those of the batches asked for ahead', async () => {
    let [loaded, loading, most] = [0, 0, 0];
    const frames = Array.from({ length: 500 }, (_, i) => `f${i}`);
    const counted: SceneDataset = {
      ...dataset,
      scenes: [{ id: 's', split: 'train', frames }],
      load: async (id): Promise<Sample> => {
        loading++;
        most = Math.max(most, loading - loaded);
        await new Promise((resolve) => setImmediate(resolve));
        return { ...(await dataset.load('0.png')), id };
      },
    };
    for await (const { samples } of batches(counted, { size: 5, prefetch: 3 })) loaded += samples.length;
    assert.equal(loaded, 500);
    assert.ok(most > 5 && most <= 20, `${most} samples held`);
  });

  it('take a subset that the seed decides, a smaller one out of a larger, in the order of the frames', () => {
    const few = frameOrder(dataset, { subset: 4, seed: 1 });
    const more = frameOrder(dataset, { subset: 8, seed: 1 });
    assert.deepEqual([few.length, more.length], [4, 8]);
    assert.ok(few.every((id) => more.includes(id)));
    assert.deepEqual(few, frameOrder(dataset).filter((id) => few.includes(id))); // prettier-ignore
    assert.notDeepEqual(more, frameOrder(dataset, { subset: 8, seed: 2 }));
    assert.deepEqual(new Set(frameOrder(dataset, { subset: 8, seed: 1, shuffle: true })), new Set(more));
    assert.deepEqual(frameOrder(dataset, { split: 'val' }), ['7.png', '8.png']);
    assert.throws(() => frameOrder(dataset, { subset: 0 }), InputError);
  });

  it('refuse wrong numbers, and threads for a dataset that was not opened by name', async () => {
    const refused = (options: Parameters<typeof batches>[1], says: RegExp): Promise<void> =>
      assert.rejects(collect(batches(dataset, options)), (error: Error) => error instanceof InputError && says.test(error.message)); // prettier-ignore
    await refused({ size: 0 }, /size is 0/);
    await refused({ size: 2, workers: 0.5 }, /workers is 0\.5/);
    await refused({ size: 2, prefetch: -1 }, /prefetch is -1/);
    const unnamed = await images({ root });
    await assert.rejects(collect(batches(unnamed, { size: 2, workers: 1 })), /not opened by name/);
  });
});
