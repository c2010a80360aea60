import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { BoundedCache } from '../../data-loaders/bounded-cache.js';
import { rooms } from '../../data-loaders/rooms/index.js';
import { setProgressSink } from '../../src/support/progress.js';

const block = (value: number, length = 1000): Uint8Array => new Uint8Array(length).fill(value);

describe('a bounded cache', () => {
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-bounded-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it('gives back what was kept, also to another process, and nothing else', () => {
    const cache = new BoundedCache({ folder, limit: 1e6 }, 'Blocks');
    assert.ok(cache.write('a', block(7)));
    for (const reader of [cache, new BoundedCache({ folder, limit: 1e6 }, 'Blocks')]) {
      assert.deepEqual(Uint8Array.from(reader.read('a')!), block(7));
      assert.ok(reader.has('a'));
      assert.equal(reader.read('b'), undefined);
      assert.ok(!reader.has('b'));
    }
    assert.equal(fs.readdirSync(folder).length, 1, 'no temporary file is left');
  });

  it('drops what does not have its checksum, down to an empty file', () => {
    const cache = new BoundedCache({ folder, limit: 1e6 }, 'Blocks');
    cache.write('a', block(7));
    const [file] = fs.readdirSync(folder).map((name) => path.join(folder, name));
    const whole = fs.readFileSync(file);
    for (const length of [0, 10, 32, whole.length - 1]) {
      fs.writeFileSync(file, whole.subarray(0, length));
      assert.equal(cache.read('a'), undefined, `${length} bytes`);
      assert.ok(!fs.existsSync(file));
    }
    fs.writeFileSync(file, Buffer.from(whole).fill(1, whole.length - 1));
    assert.equal(cache.read('a'), undefined);
  });

  it('stays below its limit and drops what was used longest ago, not what was written first', () => {
    const cache = new BoundedCache({ folder, limit: 10_500 }, 'Blocks');
    for (let i = 0; i < 10; i++) {
      cache.write(`old${i}`, block(i));
      const [name] = fs.readdirSync(folder).filter((file) => file.startsWith(`old${i}.`));
      fs.utimesSync(path.join(folder, name), i, i);
    }
    cache.read('old0');
    // Another process, so that the limit is looked at with the first block.
    new BoundedCache({ folder, limit: 10_500 }, 'Blocks').write('new', block(1));
    const size = fs.readdirSync(folder).reduce((sum, name) => sum + fs.statSync(path.join(folder, name)).size, 0);
    assert.ok(size <= 10_500, `${size} bytes`);
    assert.ok(cache.has('new') && cache.has('old0') && cache.has('old9'));
    assert.ok(!cache.has('old1'));
  });

  it('keeps nothing with a limit of 0', () => {
    const cache = new BoundedCache({ folder, limit: 0 }, 'Blocks');
    assert.equal(cache.write('a', block(1)), false);
    assert.ok(!cache.has('a') && cache.read('a') === undefined);
    assert.deepEqual(fs.readdirSync(folder), []);
  });

  it('that cannot be written is said once, and Rooms renders without it', async () => {
    const notes: string[] = [];
    const before = setProgressSink({
      start: () => ({ update: () => undefined, finish: () => undefined }),
      note: (line) => notes.push(line),
    });
    try {
      // A file where a folder should be: no user may make a folder in it.
      const file = path.join(folder, 'home');
      fs.writeFileSync(file, '');
      const size = { width: 32, height: 24, views: 2, scenes: { train: 2, val: 0, test: 0 } };
      const world = rooms({ ...size, cache: { folder: path.join(file, 'cache') } });
      await world.prepare!();
      const sample = await world.load('train-0001/1');
      assert.deepEqual(sample, await rooms({ ...size, cache: { limit: 0 } }).load('train-0001/1'));
      await rooms({ ...size, cache: { folder: path.join(file, 'cache') } }).load('train-0000/0');
    } finally {
      setProgressSink(before);
    }
    assert.equal(notes.length, 1, notes.join('\n'));
    assert.match(notes[0], /^Rendered rooms are not kept for the next time\. Cannot .*home/);
  });
});
