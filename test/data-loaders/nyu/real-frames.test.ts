import * as assert from 'node:assert/strict';
import { nyuEigenCrop, nyuv2, type NyuOptions } from '../../../data-loaders/nyu/index.js';
import { nyu13Names, nyu13OfNyu40 } from '../../../data-loaders/nyu/class-set.js';
import { readMat5 } from '../../../src/formats/index.js';
import { readJson } from '../../../src/support/files.js';
import { assertAllClose } from '../../support/assert-all-close.js';
import { needsRealData, realFile } from '../../support/real-data.js';

interface ExpectedDepth {
  valid: number;
  min_m: number;
  max_m: number;
  mean_valid_m: number;
  at: Record<string, number>;
  eigen_crop_valid: number;
}

interface ExpectedMat {
  images: number[];
  pixels: {
    n: number;
    u: number;
    v: number;
    rgb: number[];
    depth_m: number;
    rawDepth_m: number;
    label: number;
    instance: number;
  }[];
  names_count: number;
  name_of_label: Record<string, string>;
  scenes: string[];
  sceneTypes: string[];
  rawDepthFilenames: string[];
  label_histogram: Record<string, Record<string, number>>;
}

interface ExpectedH5 {
  rgb: number[];
  depth: number[];
  rgb_u320_v240: number[];
  depth_u320_v240: number;
  depth_sum: number;
}

/** Pixels of each value. */
function histogram(values: Uint16Array): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

describe('real frames of NYU Depth v2', () => {
  let expected: Record<string, unknown>;

  before(needsRealData('nyu'));
  before(() => {
    expected = readJson<{ nyu: Record<string, unknown> }>(realFile('expected.json')).nyu;
  });

  const open = (options: Partial<NyuOptions>) => nyuv2({ root: realFile('nyu'), ...options });

  it('of the layout sync have the sizes and depths that are expected', async () => {
    const dataset = await open({ layout: 'sync' });
    for (const number of ['00000', '00050']) {
      const { width, height, depth } = await dataset.load(`basement_0001a/${number}`);
      assert.deepEqual({ size: [width, height] }, expected[`rgb_${number}.jpg`]);
      const truth = expected[`sync_depth_${number}.png`] as ExpectedDepth;
      const valid = depth!.filter((metres) => metres > 0).sort();
      assert.equal(valid.length, truth.valid);
      const mean = valid.reduce((sum, metres) => sum + metres, 0) / valid.length;
      assertAllClose([valid[0], valid.at(-1)!, mean], [truth.min_m, truth.max_m, truth.mean_valid_m], { rtol: 1e-6 });
      for (const [at, metres] of Object.entries(truth.at)) {
        const [, u, v] = /^u(\d+)_v(\d+)$/.exec(at)!.map(Number);
        assertAllClose([depth![v * width + u]], [metres], { rtol: 1e-6 });
      }
      const { top, bottom, left, right } = nyuEigenCrop;
      const inCrop = (pixel: number) => {
        const [u, v] = [pixel % width, Math.floor(pixel / width)];
        return u >= left && u < right && v >= top && v < bottom;
      };
      const scored = depth!.filter((metres, pixel) => metres > 0 && inCrop(pixel)).length;
      assert.equal(scored, truth.eigen_crop_valid);
      const cropped = await (await open({ layout: 'sync', crop: 'eigen' })).load(`basement_0001a/${number}`);
      assert.equal(cropped.depth!.filter((metres) => metres > 0).length, truth.eigen_crop_valid);
    }
    const labelledImage = await dataset.load('classroom/00283');
    assert.deepEqual([labelledImage.width, labelledImage.split, labelledImage.depth], [640, 'test', undefined]);
  });

  it('of the layout pri3d have the labels that are expected', async () => {
    const dataset = await open({ layout: 'pri3d' });
    for (const number of ['0001', '0002', '0009', '0014', '0284'])
      assert.deepEqual(
        histogram((await dataset.annotation(number)).labels),
        expected[`new_nyu_class13_${number}.png`],
        number,
      );
    const { semantics } = await dataset.load('0284');
    assert.deepEqual(histogram(semantics!), expected['new_nyu_class13_0284.png']);
  });

  it('of the labelled file have the pixels, names and labels that are expected', async () => {
    const truth = expected['nyu_depth_v2_labeled.mat'] as ExpectedMat;
    const [count, channels, width, height] = truth.images;
    const raw = await open({ layout: 'mat', labels: 'nyu894' });
    const filled = await open({ layout: 'mat', depthMap: 'filled' });
    const ids = raw.scenes.flatMap(({ frames }) => frames).sort((a, b) => (a.slice(-4) < b.slice(-4) ? -1 : 1));
    assert.equal(ids.length, count);
    let pixels = 0;
    assert.equal(raw.classes.length, truth.names_count + 1);
    for (const [label, name] of Object.entries(truth.name_of_label)) assert.equal(raw.classes[Number(label)], name);
    for (const [n, id] of ids.entries()) {
      const sample = await raw.load(id);
      assert.deepEqual([sample.width, sample.height], [width, height]);
      assert.equal(sample.rgb.length, channels * width * height);
      assert.equal(sample.scene.replace(/-(train|test)$/, ''), truth.scenes[n]);
      assert.deepEqual([sample.sceneType, sample.rawDepthFilename], [truth.sceneTypes[n], truth.rawDepthFilenames[n]]);
      assert.deepEqual(histogram(sample.semantics!), truth.label_histogram[n]);
      const { labels, instances } = await raw.annotation(id);
      const { depth } = await filled.load(id);
      for (const { u, v, ...pixel } of truth.pixels.filter((each) => each.n === n)) {
        pixels++;
        const at = v * width + u;
        assert.deepEqual([...sample.rgb.subarray(3 * at, 3 * at + 3)], pixel.rgb);
        assertAllClose([sample.depth![at], depth![at]], [pixel.rawDepth_m, pixel.depth_m], { rtol: 1e-6 });
        assert.deepEqual([labels[at], instances![at]], [pixel.label, pixel.instance]);
      }
    }
    assert.equal(pixels, truth.pixels.length);
  });

  it('of the labelled file have 40 and 13 classes by the real tables, and the official split', async () => {
    const mapping = readMat5(realFile('nyu', 'meta', 'class13Mapping.mat')).get('classMapping13');
    assert.ok(mapping?.kind === 'struct');
    const [fields] = mapping.records;
    const [ids, names] = [fields.get('labels13'), fields.get('classNames')];
    assert.ok(ids?.kind === 'numbers' && names?.kind === 'cells');
    assert.deepEqual(nyu13OfNyu40.slice(1), Array.from(ids.values, Number));
    assert.deepEqual(names.cells.map((cell) => cell.kind === 'text' && cell.rows[0].toLowerCase()), nyu13Names.slice(1)); // prettier-ignore
    const dataset = await open({ layout: 'mat' });
    assert.deepEqual(
      dataset.scenes.map(({ split, frames }) => [split, frames.length]),
      [
        ['test', 2],
        ['train', 1],
      ],
    );
    const { semantics, rawSemantics } = await dataset.load(dataset.scenes[1].frames[0]);
    // Cabinet, chair, floor and wall.
    const nyu40: Record<number, number> = { 0: 0, 3: 3, 5: 5, 11: 2, 21: 1 };
    assert.deepEqual(
      semantics,
      rawSemantics!.map((label) => nyu40[label]),
    );
    const listed = await open({
      layout: 'mat',
      splitFile: realFile('nyu', 'splits', 'nyudepthv2_test_files_with_gt.txt'),
    });
    assert.deepEqual(
      listed.scenes.map(({ split, frames }) => [split, frames.length]),
      [
        ['test', 2],
        ['train', 1],
      ],
    );
  });

  it('of the layout h5 have the pixels that are expected', async () => {
    const truth = expected['00051.h5'] as ExpectedH5;
    const { width, height, rgb, depth } = await (await open({ layout: 'h5' })).load('official/00051');
    assert.deepEqual([height, width], truth.depth);
    assert.deepEqual([3, height, width], truth.rgb);
    const at = 240 * width + 320;
    assert.deepEqual([...rgb.subarray(3 * at, 3 * at + 3)], truth.rgb_u320_v240);
    assertAllClose([depth![at]], [truth.depth_u320_v240], { rtol: 1e-6 });
    assertAllClose([depth!.reduce((sum, metres) => sum + metres, 0)], [truth.depth_sum], { rtol: 1e-6 });
  });

  it('of the raw recordings have depth near that of the synchronised frame of the same view', async () => {
    const raw = await open({ layout: 'raw' });
    const { depth, width } = await raw.load(raw.scenes[0].frames[0]);
    // 977 as stored.
    assertAllClose([depth![240 * width + 320]], [351.3 / (1092.5 - 977)], { rtol: 1e-6 });
    const sync = await (await open({ layout: 'sync' })).load('basement_0001a/00000');
    assert.ok(Math.abs(depth![240 * width + 320] - sync.depth![240 * width + 320]) < 0.05);
  });
});
