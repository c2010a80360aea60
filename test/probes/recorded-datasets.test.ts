import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { cityscapes } from '../../data-loaders/cityscapes/index.js';
import { coco } from '../../data-loaders/coco/index.js';
import { images } from '../../data-loaders/images/index.js';
import { nyuv2 } from '../../data-loaders/nyu/index.js';
import type { Sample, SceneDataset } from '../../data-loaders/sample.js';
import { writePng } from '../../src/formats/index.js';
import { probe, type Probed } from '../../src/probes/index.js';
import { InputError } from '../../src/support/errors.js';
import { seeded } from '../../src/support/random.js';

import { fileOf, frameFiles, size as streetSize, writeFiles, type Place } from '../data-loaders/cityscapes/street.js';
import { instances, object, writeJson } from '../data-loaders/coco/collection.js';
import { labelled, writeLabelled, writeMapping, writeSplits } from '../data-loaders/nyu/nyu-files.js';
import { needsRealData, realFile } from '../support/real-data.js';
import { cellColours } from './cell-colours.js';

/** Images of 16×8 pixels: a colour, a label and a depth for each of its 8 blocks of 4×4, which are the cells. */
const { width, height } = streetSize;
const blocks = 8;
const blockOf = (pixel: number): number => Math.floor((pixel % width) / 4) + 4 * Math.floor(pixel / width / 4);

/** Which of four kinds each block of an image is of; the first is the commonest. */
function kindsOf(image: string): number[] {
  const random = seeded('kinds', image);
  return Array.from({ length: blocks }, () => [0, 0, 0, 1, 2, 3][random.int(6)]);
}

const colours = [
  [250, 10, 20],
  [20, 240, 30],
  [10, 40, 230],
  [120, 130, 110],
] as const;

function rgbOf(kinds: readonly number[]): Uint8Array {
  return Uint8Array.from({ length: width * height * 3 }, (_, i) => colours[kinds[blockOf(Math.floor(i / 3))]][i % 3]);
}

function raster<T extends Uint8Array | Uint16Array>(values: T, of: (block: number) => number): T {
  return values.map((_, pixel) => of(blockOf(pixel))) as T;
}

const png = (values: Uint8Array | Uint16Array, channels = 1): Uint8Array =>
  writePng({ width, height, channels, values });

const samplesOf = ({ samples: { train, validation, test } }: Probed): Sample[][] => [train, validation, test];
const notMeasurable = ({ notMeasurable: list }: Probed): string[] => list.map(({ target }) => target);

describe('probes on recorded datasets', () => {
  let root: string;
  beforeEach(() => (root = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-probes-'))));
  afterEach(() => fs.rmSync(root, { recursive: true }));

  const run = (dataset: SceneDataset, options: object = {}): Promise<Probed> =>
    probe(cellColours, dataset, { heads: ['ridge'], seed: 1, ...options });

  /** Road, building, sky, and what is left out: parking or nothing. Disparity 4 pixels a kind, nothing for the last. */
  function writeStreet(place: Place): void {
    const name = `${place.city}${place.number}`;
    const kinds = kindsOf(name);
    const isParking = place.number!.startsWith('000000');
    writeFiles(root, frameFiles(place));
    writeFiles(root, [
      [fileOf(place, 'leftImg8bit', 'leftImg8bit.png'), png(rgbOf(kinds), 3)],
      [
        fileOf(place, 'gtFine', 'gtFine_labelIds.png'),
        png(raster(new Uint8Array(width * height), (block) => [7, 11, 23, isParking ? 9 : 0][kinds[block]])),
      ],
      [
        fileOf(place, 'disparity', 'disparity.png'),
        png(raster(new Uint16Array(width * height), (block) => [1 + 256 * 4, 1 + 256 * 8, 1, 0][kinds[block]])),
      ],
    ]);
  }

  function writeStreets(): void {
    for (const [split, city, count] of [
      ['train', 'aachen', 6],
      ['val', 'lindau', 6],
      ['test', 'berlin', 2],
    ] as const)
      for (let i = 0; i < count; i++) writeStreet({ split, city, number: `${String(i).padStart(6, '0')}_000019` });
  }

  it('read classes and depth of Cityscapes, whose test labels are dummies', async () => {
    writeStreets();
    const dataset = await cityscapes({ root });
    const probed = await run(dataset);
    assert.deepEqual(probed.notes, [
      'The test frames of cityscapes have no semantics, instances and are not used.',
      'cityscapes has no test frames for this: its val scenes were dealt out by the seed, which makes 6 for training, 3 for validation, 3 for test.',
    ]);
    const scenes = samplesOf(probed).map((samples) => samples.map(({ scene }) => scene));
    assert.equal(new Set(scenes.flat()).size, 12, 'no scene is in two splits');
    assert.ok(scenes[0].every((scene) => scene.startsWith('aachen')));
    assert.deepEqual(notMeasurable(probed), ['albedo', 'normals', 'texture', 'texture-frequency', 'texture-orientation', 'texture-energy', 'shape', 'correspondence']); // prettier-ignore

    const tested = scenes[2].flatMap((scene) => kindsOf(`${scene.replace('_', '')}_000019`));
    const labelledCells = tested.filter((kind) => kind < 3);
    const semantics = probed.result('semantics');
    assert.deepEqual([semantics.metric, semantics.value, semantics.n], ['overallAccuracy', 1, labelledCells.length]);
    assert.equal(probed.result('semantics', { metric: 'meanIou' }).value, 1);
    const majority = labelledCells.filter((kind) => kind === 0).length / labelledCells.length;
    assert.equal(probed.result('semantics', { head: 'trivial' }).value, majority);
    // Every cell of a kind is wrong but those of the commonest, which all others are taken for.
    const iou = probed.result('semantics', { head: 'trivial', metric: 'meanIou' }).value;
    assert.ok(Math.abs(iou - majority / new Set(labelledCells).size) < 1e-12);

    const depth = probed.result('depth', { metric: 'delta1' });
    assert.deepEqual([depth.value, depth.n], [1, tested.filter((kind) => kind < 2).length], 'what is measured and not infinite'); // prettier-ignore
  });

  it('do not ask about classes that benchmarks leave out, whatever the class set', async () => {
    writeStreets();
    const results = await Promise.all(
      (['cityscapes34', 'cityscapes19'] as const).map(async (labels) => {
        const probed = await run(await cityscapes({ root, labels }), { targets: ['semantics'] });
        return probed.results.map(({ head, metric, value, n }) => ({ head, metric, value, n }));
      }),
    );
    assert.deepEqual(results[0], results[1]);
  });

  it('read depth and classes of NYU Depth v2, whose validation scenes come from training', async () => {
    const scenes = Array.from({ length: 9 }, (_, i) => `kitchen_000${i + 1}a`);
    const kinds = scenes.map(kindsOf);
    const at = (n: number, u: number, v: number): number => kinds[n][blockOf(v * width + u)];
    // A table of three labels, which the mapping leads to 40 classes; the last kind is unlabelled.
    await writeLabelled(path.join(root, 'nyu_depth_v2_labeled.mat'), {
      ...labelled,
      width,
      height,
      scenes,
      rgb: (n, u, v) => [...colours[at(n, u, v)]],
      depth: (n, u, v) => 1 + at(n, u, v),
      rawDepth: (n, u, v) => 1 + at(n, u, v),
      label: (n, u, v) => [1, 2, 3, 0][at(n, u, v)],
      instance: () => 0,
    });
    writeSplits(path.join(root, 'splits.mat'), [1, 2, 3, 4, 5, 6], [7, 8, 9]);
    writeMapping(path.join(root, 'classMapping40.mat'), [40, 1, 5], labelled.names);
    const probed = await run(await nyuv2({ root }));
    assert.equal(probed.notes.length, 1);
    assert.match(
      probed.notes[0],
      /no val frames.*train scenes were dealt out.*5 for training, 1 for validation, 3 for/,
    );
    assert.equal(probed.result('semantics').value, 1);
    assert.ok(probed.result('depth').value > 0.5);
    assert.ok(probed.result('depth-within-image').value > 0);
    const reasons = new Map(probed.notMeasurable.map(({ target, reason }) => [target, reason]));
    assert.equal(reasons.get('albedo'), 'the samples have no albedo');
    // Normals at the edges of blocks are unknown, which is most of each.
    assert.match(reasons.get('normals')!, /fewer than 8 cells/);
  });

  it('read classes of COCO, images of any size at one, and skip what nobody labelled', async () => {
    const listed = Array.from({ length: 10 }, (_, i) => ({
      id: i + 1,
      file_name: `${i + 1}.png`,
      width: width * (1 + (i % 2)),
      height: height * (1 + (i % 2)),
    }));
    const objects = listed.flatMap(({ id, width: wide, height: high }) => {
      // Person on the left, dog in the middle, nothing on the right.
      const values = Uint8Array.from({ length: wide * high * 3 }, (_, i) => {
        const part = Math.floor((4 * (Math.floor(i / 3) % wide)) / wide);
        return colours[[0, 0, 1, 3][part]][i % 3];
      });
      writeFiles(root, [[`val2017/${id}.png`, writePng({ width: wide, height: high, channels: 3, values })]]);
      return [object(2 * id, id, 1, [0, 0, wide / 2, high]), object(2 * id + 1, id, 18, [wide / 2, 0, wide / 4, high])];
    });
    writeJson(root, 'annotations/instances_val2017.json', instances(listed, objects));
    const probed = await run(await coco({ root, width, height }));
    assert.match(probed.notes[0], /^coco has no train and test frames .* 6 for training, 2 for validation, 2 for test/);
    const semantics = probed.result('semantics');
    assert.deepEqual([semantics.value, semantics.n], [1, 2 * 6]);
    assert.equal(probed.result('semantics', { head: 'trivial' }).value, 2 / 3);
    assert.ok(probed.result('rgb').value > 0.999);
    for (const target of ['depth', 'normals', 'albedo', 'texture'])
      assert.ok(notMeasurable(probed).includes(target), target);
    await assert.rejects(
      run(await coco({ root })),
      (error: Error) =>
        error instanceof InputError &&
        /1 is 16×8, \d+ 32×16: probes take frames of one size\. Open coco with a width/.test(error.message),
    );
  });

  it('read colour of any images, and no more frames than asked for', async () => {
    for (let i = 0; i < 24; i++) writeFiles(root, [[`${i}.png`, png(rgbOf(kindsOf(`image ${i}`)), 3)]]);
    const probed = await run(await images({ root }), { frames: 6 });
    assert.deepEqual(samplesOf(probed).map(({ length }) => length), [6, 3, 6]); // prettier-ignore
    assert.deepEqual(probed.samples.train.map(({ id }) => id), ['0.png', '2.png', '5.png', '7.png', '10.png', '12.png']); // prettier-ignore
    assert.deepEqual(probed.notes, ['6 of the 15 train frames are used, at equal steps.']);
    assert.ok(probed.result('rgb').value > 0.999);
    assert.ok(probed.result('chroma').value > 0.5);
    assert.deepEqual(probed.notMeasurable.find(({ target }) => target === 'semantics')?.reason, 'the samples have no semantics'); // prettier-ignore
  });

  it('need three scenes, and say what to do', async () => {
    for (const name of ['1.png', '2.png']) writeFiles(root, [[name, png(rgbOf(kindsOf(name)), 3)]]);
    await assert.rejects(
      run(await images({ root })),
      (error: Error) =>
        error instanceof InputError &&
        /images has too few scenes here to probe on \(train 2, val 0, test 0\): .*takes three\. Add scenes/.test(
          error.message,
        ),
    );
  });
});

describe('probes on real images of COCO', () => {
  before(needsRealData('coco'));

  it('fit, choose and score on scenes of their own', async function () {
    this.timeout(20_000);
    const dataset = await coco({ root: realFile('coco'), width: 32, height: 24, every: 3 });
    const probed = await probe(cellColours, dataset, { heads: ['ridge'], targets: ['rgb', 'semantics'], seed: 0 });
    assert.ok(probed.result('rgb').value > 0.999);
    const { value, n } = probed.result('semantics');
    assert.ok(n > 50 && value >= probed.result('semantics', { head: 'trivial' }).value - 0.1, `${value} of ${n}`);
    assert.deepEqual(samplesOf(probed).map(({ length }) => length), [17, 5, 5]); // prettier-ignore
  });
});
