import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { coco } from '../../../data-loaders/coco/index.js';
import { parseSafetensors, serialiseSafetensors } from '../../../src/formats/index.js';
import { setProgressSink } from '../../../src/support/progress.js';
import { instances, jpeg, object, write, writeJson } from './collection.js';

describe('index of a large COCO annotation file', () => {
  const size = { width: 8, height: 6 };
  const file = 'annotations/instances_val2017.json';
  const cacheBefore = process.env.ALIGNSCOPE_CACHE;
  let root = '';

  beforeEach(async () => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'coco-'));
    process.env.ALIGNSCOPE_CACHE = path.join(root, 'cache');
    write(root, 'val2017/ü.jpg', await jpeg(size));
    writeAnnotations('dog');
  });
  afterEach(() => {
    fs.rmSync(root, { recursive: true });
    if (cacheBefore === undefined) delete process.env.ALIGNSCOPE_CACHE;
    else process.env.ALIGNSCOPE_CACHE = cacheBefore;
  });

  function writeAnnotations(name: string): void {
    const images = [{ id: 1, file_name: 'ü.jpg', ...size }];
    const categories = [{ id: 18, name, supercategory: 'animal' }];
    const info = { description: 'x'.repeat(2 ** 23) };
    const annotations = [object(900000000001, 1, 18, [0, 0, 2, 2]), object(2, 5, 18, [0, 0, 2, 2])];
    writeJson(root, file, instances(images, annotations, { info, categories }));
  }

  /** Opens the collection and says whether the annotations were indexed, and what was noted. */
  async function open() {
    const [started, noted]: string[][] = [[], []];
    const before = setProgressSink({
      start: (label) => {
        started.push(label);
        return { update: () => undefined, finish: () => undefined };
      },
      note: (message) => noted.push(message),
    });
    try {
      const dataset = await coco({ root });
      const sample = await dataset.load('1');
      assert.deepEqual([sample.boxes![0].annotation, sample.semantics![0]], [900000000001, 1]);
      assert.ok(dataset.notes.some((note) => / 1 annotations of images that it does not list/.test(note)));
      return { isIndexed: started.includes('index instances_val2017.json'), noted, name: sample.boxes![0].class };
    } finally {
      setProgressSink(before);
    }
  }

  it('is kept beside it, until the file changes', async () => {
    assert.deepEqual(await open(), { isIndexed: true, noted: [], name: 'dog' });
    assert.ok(fs.existsSync(path.join(root, `${file}.index`)));
    assert.deepEqual(await open(), { isIndexed: false, noted: [], name: 'dog' });
    const { mtime } = fs.statSync(path.join(root, file));
    writeAnnotations('cat');
    fs.utimesSync(path.join(root, file), mtime, new Date(mtime.getTime() + 5000));
    assert.deepEqual(await open(), { isIndexed: true, noted: [], name: 'cat' }, 'same size, another time');
    assert.deepEqual(await open(), { isIndexed: false, noted: [], name: 'cat' });
    writeAnnotations('horse');
    fs.utimesSync(path.join(root, file), mtime, new Date(mtime.getTime() + 5000));
    assert.deepEqual(await open(), { isIndexed: true, noted: [], name: 'horse' }, 'same time, another size');
  });

  it('is made again when it is damaged', async () => {
    await open();
    const index = path.join(root, `${file}.index`);
    const whole = fs.readFileSync(index);
    const { tensors, metadata } = parseSafetensors(whole);
    const tampered = serialiseSafetensors(
      [...tensors].map(([name, tensor]) => [
        name,
        name === 'lengths' ? { ...tensor, values: Int32Array.of(-1) } : tensor,
      ]),
      metadata,
    );
    for (const damaged of [whole.subarray(0, whole.length / 2), tampered, Buffer.from('no index'), Buffer.alloc(0)]) {
      fs.writeFileSync(index, damaged);
      assert.equal((await open()).isIndexed, true);
      assert.deepEqual(fs.readFileSync(index), whole);
    }
  });

  it('is kept in the cache folder where nothing can be written beside the file', async () => {
    // A folder in its place, since the rights of a folder do not bind everybody.
    fs.mkdirSync(path.join(root, `${file}.index`));
    assert.deepEqual(await open(), { isIndexed: true, noted: [], name: 'dog' });
    assert.equal(fs.readdirSync(path.join(root, 'cache/coco')).length, 1);
    assert.deepEqual(await open(), { isIndexed: false, noted: [], name: 'dog' });
  });

  it('is done without where it cannot be kept at all, which is said', async () => {
    fs.mkdirSync(path.join(root, `${file}.index`));
    fs.writeFileSync(path.join(root, 'cache'), 'no folder');
    const { isIndexed, noted, name } = await open();
    assert.deepEqual([isIndexed, name, noted.length], [true, 'dog', 1]);
    assert.match(noted[0], /^The index of .*instances_val2017\.json is not kept and will be made again: /);
  });
});
