import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { rooms, roomClasses, type RoomsOptions } from '../../../data-loaders/rooms/index.js';
import { InputError, InterruptedError } from '../../../src/support/errors.js';
import { sha256 } from '../../../src/support/files.js';

const small: RoomsOptions = {
  width: 32,
  height: 24,
  views: 2,
  scenes: { train: 9, val: 1, test: 2 },
  seed: 7,
  heldOutSeed: 'rules',
  cache: { limit: 0 },
};

describe('rooms', () => {
  let folder: string;
  before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rooms-'))));
  after(() => fs.rmSync(folder, { recursive: true }));
  const cached = (name: string, limit = 1e9): RoomsOptions => ({
    ...small,
    cache: { folder: path.join(folder, name), limit },
  });

  it('carries every modality, consistent with each other', async () => {
    const dataset = rooms({ ...small, width: 64, height: 48 });
    for (const scene of dataset.scenes.slice(0, 4)) {
      const sample = await dataset.load(scene.frames[1]);
      const pixels = 64 * 48;
      assert.equal(sample.rgb.length, pixels * 3);
      assert.equal(sample.split, scene.split);
      for (let pixel = 0; pixel < pixels; pixel++) {
        const instance = sample.instances[pixel];
        assert.ok(instance > 0 && sample.materials[instance], 'a surface without a material');
        assert.ok(sample.semantics[pixel] > 0 && sample.semantics[pixel] < roomClasses.length);
        const length = Math.hypot(...sample.normals.subarray(pixel * 3, pixel * 3 + 3));
        assert.ok(Math.abs(length - 1) < 1e-6);
        assert.ok(sample.depth[pixel] === 0 || (sample.depth[pixel] >= 0.3 && sample.depth[pixel] < 9));
      }
      for (const box of sample.boxes) {
        let [left, right, top, bottom] = [64, 0, 48, 0];
        sample.instances.forEach((instance, pixel) => {
          if (instance !== box.instance) return;
          [left, right] = [Math.min(left, pixel % 64), Math.max(right, pixel % 64)];
          [top, bottom] = [Math.min(top, Math.floor(pixel / 64)), Math.max(bottom, Math.floor(pixel / 64))];
        });
        assert.deepEqual([box.x, box.y, box.width, box.height], [left, top, right - left + 1, bottom - top + 1]);
        assert.equal(roomClasses[box.classId], box.class);
      }
      const valid = sample.depth.filter((z) => z > 0).length / pixels;
      assert.ok(valid > 0.5 && valid < 1, `${valid} of the depth is valid`);
      const cloud = await dataset.cloud(scene.id);
      assert.equal(cloud.positions.length, cloud.count * 3);
      assert.ok(cloud.count > 500);
    }
  });

  it('sees at least eight classes in a handful of rooms', async () => {
    const dataset = rooms({ ...small, width: 64, height: 48 });
    const seen = new Set<number>();
    for (const scene of dataset.scenes) (await dataset.load(scene.frames[0])).semantics.forEach((id) => seen.add(id));
    assert.ok(seen.size >= 8, `${seen.size} classes`);
  });

  it('gives the same bytes whatever the number of threads, the order and the cache', async () => {
    const [alone, threads] = [rooms({ ...small, workers: 1 }), rooms({ ...cached('order'), workers: 3 })];
    const ids = alone.scenes.flatMap((scene) => scene.frames);
    const backwards = ids.slice().reverse();
    const rendered = await threads.render(backwards);
    assert.deepEqual(
      rendered.map((sample) => sample.id),
      backwards,
    );
    const again = rooms(cached('order'));
    for (const [i, id] of backwards.entries()) {
      const sample = await alone.load(id);
      assert.deepEqual(rendered[i], sample);
      assert.deepEqual(await again.load(id), sample);
    }
    assert.deepEqual(await again.cloud('test-0001'), await alone.cloud('test-0001'));
  });

  it('draws training worlds from the seed and test worlds from the held-out seed alone', async () => {
    const [one, other, rules] = [
      rooms(small),
      rooms({ ...small, seed: 8 }),
      rooms({ ...small, heldOutSeed: 'new rules' }),
    ];
    const frame = async (dataset: typeof one, id: string): Promise<string> => sha256((await dataset.load(id)).rgb);
    assert.notEqual(await frame(one, 'train-0000/0'), await frame(other, 'train-0000/0'));
    assert.equal(await frame(one, 'test-0000/0'), await frame(other, 'test-0000/0'));
    assert.equal(await frame(one, 'train-0000/0'), await frame(rules, 'train-0000/0'));
    assert.notEqual(await frame(one, 'test-0000/0'), await frame(rules, 'test-0000/0'));
    assert.equal(new Set([one.fingerprint, other.fingerprint, rules.fingerprint]).size, 3);
    assert.equal(one.fingerprint, rooms({ ...small, workers: 2 }).fingerprint);
  });

  it('shows the same scene at every resolution and for every number of views and scenes', () => {
    const scene = rooms(small).describe('train-0003');
    const finer = rooms({ ...small, width: 320, height: 240, scenes: { train: 4 } }).describe('train-0003');
    assert.deepEqual(finer, scene);
    const more = rooms({ ...small, views: 5 }).describe('train-0003');
    assert.deepEqual(more.views.slice(0, 2), scene.views);
  });

  it('changes materials but not geometry with κ', () => {
    const [free, bound] = [0, 1].map((kappa) => rooms({ ...small, kappa }).describe('train-0001'));
    assert.deepEqual(free.solids, bound.solids);
    assert.deepEqual(free.views, bound.views);
    assert.notDeepEqual(free.instances, bound.instances);
  });

  it('renders a damaged cache file anew', async () => {
    const options = cached('damaged');
    const sample = await rooms(options).load('train-0002/1');
    const [file] = fs.readdirSync(options.cache!.folder!);
    const full = path.join(options.cache!.folder!, file);
    const bytes = fs.readFileSync(full);
    bytes[bytes.length - 100] ^= 1;
    fs.writeFileSync(full, bytes);
    assert.deepEqual(await rooms(options).load('train-0002/1'), sample);
    fs.writeFileSync(full, bytes.subarray(0, 40));
    assert.deepEqual(await rooms(options).load('train-0002/1'), sample);
    bytes[bytes.length - 100] ^= 1;
    assert.deepEqual(fs.readFileSync(full), bytes);
  });

  it('keeps its cache below the limit and drops what was used longest ago', async () => {
    const first = cached('limit');
    await rooms(first).load('train-0000/0');
    const [file] = fs.readdirSync(first.cache!.folder!);
    const { size } = fs.statSync(path.join(first.cache!.folder!, file));
    const limited = rooms(cached('limit', 4.5 * size));
    for (const scene of limited.scenes) await limited.load(scene.frames[0]);
    const left = fs.readdirSync(first.cache!.folder!);
    assert.ok(left.length >= 2 && left.length <= 5, `${left.length} files`);
    assert.ok(!left.includes(file), 'the oldest file is still there');
  });

  it('prepares the scenes that are missing, and only those', async () => {
    const options = cached('prepared');
    const dataset = rooms({ ...options, workers: 1 });
    await dataset.load('train-0004/0');
    const before = fs.readdirSync(options.cache!.folder!).map((name) => path.join(options.cache!.folder!, name));
    const old = new Date(1000);
    before.forEach((file) => fs.utimesSync(file, old, old));
    const another = rooms(options);
    await another.prepare!();
    assert.equal(fs.readdirSync(options.cache!.folder!).length, dataset.scenes.length);
    before.forEach((file) => assert.equal(fs.statSync(file).mtimeMs, 1000, 'neither written nor read'));
    assert.deepEqual(await another.load('train-0004/1'), await dataset.load('train-0004/1'));
  });

  it('lets several processes share a cache folder', async () => {
    const options = cached('shared');
    const [a, b] = [rooms({ ...options, workers: 2 }), rooms({ ...options, workers: 2 })];
    const ids = a.scenes.map((scene) => scene.frames[0]);
    const [left, right] = await Promise.all([a.render(ids), b.render(ids)]);
    assert.deepEqual(left, right);
    assert.equal(fs.readdirSync(options.cache!.folder!).length, ids.length);
  });

  it('stops when it is asked to', async () => {
    const dataset = rooms({ ...small, workers: 2 });
    const signal = AbortSignal.abort();
    await assert.rejects(
      dataset.render(
        dataset.scenes.flatMap((scene) => scene.frames),
        { signal },
      ),
      InterruptedError,
    );
  });

  const wrong: [RoomsOptions, RegExp][] = [
    [{ views: 1 }, /views of rooms is 1: give a whole number from 2 to 8/],
    [{ views: 9 }, /views of rooms is 9/],
    [{ kappa: 2 }, /kappa of rooms is 2: give a number from 0/],
    [{ width: 0 }, /width of rooms is 0: give whole pixels/],
    [{ height: 47.5 }, /height of rooms is 47.5/],
    [{ workers: 0 }, /workers of rooms is 0/],
    [{ scenes: { train: -1 } }, /scenes of rooms is \{"train":-1\}/],
    [{ preset: 'outdoor' as 'natural' }, /preset of rooms is "outdoor": give one of independent, natural/],
    [{ colour: 1 } as RoomsOptions, /Unknown option colour of rooms: give preset, kappa/],
  ];
  for (const [options, message] of wrong)
    it(`refuses ${JSON.stringify(options)}`, () => {
      assert.throws(
        () => rooms(options),
        (error: Error) => error instanceof InputError && message.test(error.message),
      );
    });

  it('names a frame or scene that it does not have', async () => {
    const dataset = rooms(small);
    await assert.rejects(dataset.load('train-0009/0'), /no scene train-0009/);
    await assert.rejects(dataset.load('train-0001/2'), /no frame train-0001\/2: give train-0001\/0 … train-0001\/1/);
    await assert.rejects(dataset.load('train-0001'), /no frame/);
    await assert.rejects(dataset.cloud('nowhere'), /no scene nowhere/);
  });
});
