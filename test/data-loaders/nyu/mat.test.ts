import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { nyuv2, type NyuOptions } from '../../../data-loaders/nyu/index.js';
import { assertAllClose } from '../../support/assert-all-close.js';
import { labelled, writeFile, writeLabelled, writeMapping, writeSplits } from './nyu-files.js';
import { rejects } from './rejects.js';

const { width, height, names } = labelled;
const pixels = width * height;

/** Values of a raster [height, width], from column and row. */
const raster = (at: (u: number, v: number) => number): number[] =>
  Array.from({ length: pixels }, (_, pixel) => at(pixel % width, Math.floor(pixel / width)));

describe('the labelled images of NYU Depth v2', () => {
  let root: string;
  let file: string;
  let complete: Buffer;

  before(async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-nyu-'));
    await writeLabelled(path.join(folder, 'complete.mat'));
    complete = fs.readFileSync(path.join(folder, 'complete.mat'));
    fs.rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    root = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-nyu-')), 'nyu');
    file = path.join(root, 'nyu_depth_v2_labeled.mat');
    writeFile(complete, file);
  });
  afterEach(() => fs.rmSync(path.dirname(root), { recursive: true }));

  const mapping = path.join('meta', 'classMapping40.mat');
  const writeTables = (folder = root) => {
    writeSplits(path.join(folder, 'splits.mat'), [1, 2], [3]);
    writeMapping(path.join(folder, mapping), [40, 1, 5], names);
  };
  const open = (options: Partial<NyuOptions> = {}) => nyuv2({ root, ...options });

  it('are read row by row, though stored by column, one at a time', async () => {
    writeTables();
    const dataset = await open();
    assert.equal(dataset.layout, 'mat');
    assert.deepEqual(dataset.modalities, ['depth', 'normals', 'semantics', 'instances', 'boxes']);
    assert.deepEqual(dataset.scenes, [
      { id: 'kitchen_0001a', split: 'train', frames: ['kitchen_0001a/0001', 'kitchen_0001a/0002'] },
      { id: 'office_0002', split: 'test', frames: ['office_0002/0003'] },
    ]);
    const sample = await dataset.load('kitchen_0001a/0002');
    assert.deepEqual([sample.width, sample.height, sample.split], [width, height, 'train']);
    assert.deepEqual([sample.sceneType, sample.rawDepthFilename], ['kitchen', 'kitchen_0001a/d-1.pgm']);
    assert.equal(sample.rawRgbFilename, 'kitchen_0001a/r-1.ppm');
    for (const [channel, at] of [() => 1, (u: number) => u, (_u: number, v: number) => v].entries())
      assert.deepEqual([...sample.rgb.filter((_, i) => i % 3 === channel)], raster(at));
    assertAllClose(
      sample.depth!,
      raster((u, v) => labelled.rawDepth(1, u, v)),
    );
    assert.deepEqual(
      [...sample.rawSemantics!],
      raster((u, v) => labelled.label(1, u, v)),
    );
    assert.equal(sample.normals!.length, pixels * 3);
    assertAllClose([sample.camera.fx, sample.camera.cy], [518.8579 / 80, 253.7362 / 80]);
  });

  it('have depth as measured, or with holes painted in', async () => {
    const filled = await open({ depthMap: 'filled' });
    const { depth } = await filled.load('office_0002/0003');
    assertAllClose(
      depth!,
      raster((u, v) => labelled.depth(2, u, v)),
    );
    assert.ok(filled.notes.some((note) => /painted in/.test(note)));
    assert.equal((await (await open()).load('office_0002/0003')).depth![width], 0);
  });

  it('have 40 or 13 classes by the table that lies with them, else the names of the file', async () => {
    const without = await open();
    assert.deepEqual(without.classes, ['unlabelled', ...names]);
    assert.ok(without.notes.some((note) => /No classMapping40\.mat was found/.test(note)));
    await rejects(open({ labels: 'nyu13' }), /classMapping40\.mat/, /nyu894/);
    writeTables();
    const labelOf = (u: number, v: number) => labelled.label(0, u, v);
    for (const [labels, classes, wall] of [
      ['nyu40', [0, 40, 1, 5], 'wall'],
      ['nyu13', [0, 7, 12, 4], 'wall'],
      ['nyu894', [0, 1, 2, 3], 'wall'],
    ] as const) {
      const dataset = await open({ labels });
      const { semantics } = await dataset.load('kitchen_0001a/0001');
      assert.deepEqual(
        [...semantics!],
        raster((u, v) => classes[labelOf(u, v)]),
      );
      assert.equal(dataset.classes[classes[2]], wall);
      assert.equal(dataset.legend?.length, labels === 'nyu894' ? undefined : dataset.classes.length);
    }
    assert.equal((await open()).classes.length, 41);
  });

  it('have instances that are unique without the label, and their boxes', async () => {
    writeTables();
    const dataset = await open();
    const { instances, boxes } = await dataset.load('kitchen_0001a/0001');
    // Book 1, chair 1, chair 2; the wall has no number, and what has no label is no instance.
    assert.deepEqual(
      [...instances!],
      raster((u, v) => (v === 5 ? 0 : u < 2 ? 2 : u < 4 ? 1 : u < 6 ? 3 : 0)),
    );
    const common = { y: 0, width: 2, height: 5 };
    assert.deepEqual(boxes, [
      { ...common, x: 2, class: 'otherprop', classId: 40, instance: 1 },
      { ...common, x: 0, class: 'chair', classId: 5, instance: 2 },
      { ...common, x: 4, class: 'chair', classId: 5, instance: 3 },
    ]);
    const stored = await dataset.annotation('kitchen_0001a/0001');
    assert.deepEqual(
      [...stored.labels],
      raster((u, v) => labelled.label(0, u, v)),
    );
    assert.deepEqual(
      [...stored.instances!],
      raster((u, v) => labelled.instance(0, u, v)),
    );
  });

  it('are resized with camera and boxes, labels and depth from the nearest pixel', async () => {
    const { semantics, depth, boxes, camera } = await (await open({ width: 4, height: 3 })).load('kitchen_0001a/0001');
    const at = (u: number, v: number): [number, number, number] => [0, 2 * u + 1, 2 * v + 1];
    const small = Array.from({ length: 12 }, (_, pixel) => at(pixel % 4, Math.floor(pixel / 4)));
    assert.deepEqual([...semantics!], small.map((where) => labelled.label(...where))); // prettier-ignore
    assertAllClose(depth!, small.map((where) => labelled.rawDepth(...where))); // prettier-ignore
    assert.deepEqual([boxes![0].x, boxes![0].width, boxes![0].height], [1, 1, 2.5]);
    assertAllClose([camera.fx], [518.8579 / 160]);
  });

  it('are split by splits.mat or the list of test images, which lie with them, beside them, or are named', async () => {
    const splitsOf = async (options?: Partial<NyuOptions>) =>
      (await open(options)).scenes.map(({ id, split }) => `${id} ${split}`);
    assert.deepEqual(await splitsOf(), ['kitchen_0001a train', 'office_0002 train']);
    assert.ok((await open()).notes.some((note) => /all images are train/.test(note)));
    const line = (number: string) => `kitchen/rgb_${number}.jpg kitchen/sync_depth_${number}.png 518.8579\n`;
    writeFile(line('00000') + line('00001'), path.dirname(root), 'splits', 'nyudepthv2_test_files_with_gt.txt');
    assert.deepEqual(await splitsOf(), ['kitchen_0001a test', 'office_0002 train']);
    writeSplits(path.join(root, 'meta', 'splits.mat'), [1, 2], [3, 4]);
    assert.deepEqual(await splitsOf(), ['kitchen_0001a train', 'office_0002 test']);
    const other = path.join(root, 'other.mat');
    writeSplits(other, [2], [1]);
    const torn = await open({ splitFile: other });
    assert.deepEqual(torn.scenes, [
      { id: 'kitchen_0001a-test', split: 'test', frames: ['kitchen_0001a-test/0001'] },
      { id: 'kitchen_0001a-train', split: 'train', frames: ['kitchen_0001a-train/0002'] },
    ]);
    assert.ok(torn.notes.includes('Places with images in several splits: kitchen_0001a.'));
    assert.ok(torn.notes.includes('1 images are in no split and left out.'));
  });

  it('refuse tables that are damaged or of other labels', async () => {
    const splits = path.join(root, 'splits.mat');
    writeSplits(splits, [1, 2], [2]);
    await rejects(open(), /splits\.mat has image 2 twice/);
    writeSplits(splits, [0], [2]);
    await rejects(open(), /splits\.mat has no trainNdxs of whole numbers from 1/);
    writeSplits(splits, [1], []);
    await rejects(open(), /splits\.mat has no testNdxs/);
    writeFile(complete.subarray(0, 600), splits);
    await rejects(open(), /splits\.mat is not a readable MATLAB v5 file/);
    await rejects(open({ splitFile: path.join(root, 'none.mat') }), /none\.mat: it does not exist/);
    writeFile('kitchen/rgb_1.jpg\n', root, 'list.txt');
    await rejects(open({ splitFile: path.join(root, 'list.txt') }), /list\.txt, line 1/);
    writeTables();
    writeMapping(path.join(root, mapping), [40, 1], names.slice(0, 2));
    await rejects(open(), /maps 2 labels, .* has 3/);
    writeMapping(path.join(root, mapping), [40, 1, 5], ['book', 'wall', 'sofa']);
    await rejects(open(), /label 3 is "sofa"/, /"chair"/);
    writeMapping(path.join(root, mapping), [40, 1, 41], names);
    await rejects(open(), /no mapClass of numbers 1 to 40/);
  });

  it('may lack labels, instances, depth or names of places', async () => {
    await writeLabelled(file, labelled, { without: ['labels', 'rawDepths', 'scenes'] });
    const bare = await open();
    assert.deepEqual(bare.modalities, []);
    assert.deepEqual(bare.scenes[0], { id: '0001', split: 'train', frames: ['0001/0001'] });
    assert.ok(bare.notes.some((note) => /has no depth of this kind \(raw\)/.test(note)));
    const { depth, semantics, normals } = await bare.load('0001/0001');
    assert.deepEqual([depth, semantics, normals], [undefined, undefined, undefined]);
    await rejects(bare.annotation('0001/0001'), /has no labels/);
    await writeLabelled(file, labelled, { without: ['instances'] });
    const { semantics: labels, instances, boxes } = await (await open()).load('office_0002/0003');
    assert.deepEqual([labels!.length, instances, boxes], [pixels, undefined, undefined]);
  });

  it('refuse files that are damaged, cut short or of another shape', async () => {
    await writeLabelled(file, { ...labelled, label: () => 4 });
    await rejects((await open()).load('kitchen_0001a/0002'), /image 2 has label 4 at column 0, row 0; labels end at 3/);
    await writeLabelled(file, labelled, { shapeOfDepths: [3, height, width] });
    await rejects(open(), /depths has the shape \[3, 6, 8\], images \[3, 3, 8, 6\]/);
    writeFile(complete.subarray(0, complete.length - 2000), file);
    await rejects(open(), /labeled\.mat is not a readable HDF5 file/);
    fs.rmSync(file);
    writeSplits(file, [1], [2]);
    await rejects(open(), /labeled\.mat is not a readable HDF5 file/);
  });

  it('have a fingerprint of what is read, how, and by which tables', async () => {
    const first = (await open()).fingerprint;
    assert.equal((await open()).fingerprint, first);
    const changes = [
      (await open({ depthMap: 'filled' })).fingerprint,
      (writeTables(), await open()).fingerprint,
      (writeMapping(path.join(root, mapping), [39, 1, 5], names), await open()).fingerprint,
      (fs.utimesSync(file, 1, 1), await open()).fingerprint,
    ];
    assert.equal(new Set([first, ...changes]).size, 5);
  });

  it('are thinned, and some training places set apart for validation', async () => {
    const scenes = ['a_0001a', 'a_0001b', 'b_0002', 'c_0003a', 'c_0003b', 'd_0004'];
    await writeLabelled(file, { ...labelled, scenes });
    writeSplits(path.join(root, 'splits.mat'), [1, 2, 3, 4, 5], [6]);
    const splits = (await open({ validation: 0.2 })).scenes.map(({ id, split }) => `${id} ${split}`);
    // One of five, and with it the other stretch of the same place.
    assert.deepEqual(splits, [
      'a_0001a train',
      'a_0001b train',
      'b_0002 train',
      'c_0003a val',
      'c_0003b val',
      'd_0004 test',
    ]);
    const thin = (await open({ every: 2 })).scenes.map(({ id }) => id);
    assert.deepEqual(thin, ['a_0001a', 'b_0002', 'c_0003b', 'd_0004']);
  });
});
