import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import {
  openHdf5,
  openTree,
  plyColumns,
  readDepthPng,
  readLabelPng,
  readMat5,
  readNetpbm,
  readNpy,
  readPly,
  readPng,
  type MatValue,
} from '../../src/formats/index.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { needsRealData, realFile } from '../support/real-data.js';

const samples = realFile();

/** How often each value occurs. */
function histogram(values: Iterable<number>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function numbersOf(value: MatValue | undefined): number[] {
  assert.ok(value?.kind === 'numbers');
  return Array.from(value.values, Number);
}

function textsOf(value: MatValue | undefined): string[] {
  assert.ok(value?.kind === 'cells');
  return value.cells.map((cell) => (cell.kind === 'text' ? cell.rows.join() : assert.fail(cell.kind)));
}

describe('real files', () => {
  before(needsRealData());

  const expected = () => JSON.parse(fs.readFileSync(realFile('expected.json'), 'utf8'));

  it('KITTI depth, a 16-bit PNG of metres·256, has the values that numpy and Pillow read', () => {
    const file = path.join(
      samples,
      'kitti/depth/train/2011_09_26_drive_0000_sync/proj_depth/groundtruth/image_02/0000000005.png',
    );
    const { width, height, channels, values } = readPng(fs.readFileSync(file), file);
    const depth = Array.from(values, (value) => value / 256);
    const valid = depth.filter((metres) => metres > 0);
    assert.deepEqual([width, height, channels, valid.length], [1242, 375, 1, 90839]);
    assert.equal(depth[214 * width + 1074], 18.58203125);
    assert.equal(depth[257 * width + 1078], 12.4609375);
    assert.equal(
      valid.reduce((least, metres) => Math.min(least, metres)),
      5.33203125,
    );
    assert.equal(
      valid.reduce((most, metres) => Math.max(most, metres)),
      84.89453125,
    );
    assertAllClose([valid.reduce((sum, metres) => sum + metres) / valid.length], [17.898388]);
  });

  it('Cityscapes disparity, a 16-bit PNG of 2048×1024, has the values that numpy and Pillow read', () => {
    const folder = path.join(samples, 'cityscapes/disparity/train/aachen');
    const file = path.join(
      folder,
      fs.readdirSync(folder).find((name) => name.startsWith('aachen_000001_000019'))!,
    );
    const { width, values } = readPng(fs.readFileSync(file), file);
    assert.equal(values[292 * width + 343], 1851);
    assert.equal(values[514 * width + 1194], 3976);
    assert.equal(values.filter((value) => value === 0).length, 271776);
    assert.equal(values.filter((value) => value === 1).length, 79020);
  });

  it('arrays saved by NumPy have their shape and type', () => {
    const { shape, values } = readNpy(path.join(samples, 'similarity/x_100x10.npy'));
    assert.deepEqual(shape, [100, 10]);
    assert.equal(values.length, 1000);
    assert.ok(Array.from(values, Number).every(Number.isFinite));
  });

  it('16-bit and label PNGs read the fast way have the values that fast-png reads', async () => {
    const tree = await openTree(samples);
    const isDepth = /(disparity|instanceIds|\.depth|sync_depth_\d+|groundtruth.*)\.png$/;
    const isLabel = /(labelIds|new_nyu_class13_\d+|semantic\/\d+_10)\.png$/;
    let read = 0;
    for (const folder of ['cityscapes', 'kitti', 'nyu', 'scannet'])
      for await (const file of tree.files(folder)) {
        if (!isDepth.test(file) && !isLabel.test(file)) continue;
        const bytes = await tree.read(file);
        const { width, height, values } = readPng(bytes, file);
        const found = isDepth.test(file) ? readDepthPng(bytes, file) : readLabelPng(bytes, file);
        assert.ok(found.width === width && found.height === height, file);
        assert.ok(bytesOf(found.values).equals(bytesOf(values)), file);
        read++;
      }
    assert.ok(read >= 15, `${read} files`);
  });

  it('NYU class labels have the counts that Pillow finds', () => {
    const file = realFile('nyu/pri3d/test/label/new_nyu_class13_0001.png');
    assert.deepEqual(
      histogram(readLabelPng(fs.readFileSync(file), file).values),
      expected().nyu['new_nyu_class13_0001.png'],
    );
  });

  it('a ScanNet mesh has the vertices, labels and faces that numpy reads', () => {
    const file = realFile('scannet/scans/scene0000_00/scene0000_00_vh_clean_2.labels.ply');
    const truth = expected().scannet.scene0000_00;
    const ply = readPly(file);
    const [x, y, z, red, green, blue, alpha, label] = plyColumns(
      ply,
      'vertex',
      ['x', 'y', 'z', 'red', 'green', 'blue', 'alpha', 'label'],
      file,
    );
    const { count, lists } = ply.elements.get('face')!;
    const { values, offsets } = lists.get('vertex_indices')!;
    assert.deepEqual([x.length, count, label.constructor], [truth.vertices, truth.faces, Uint16Array]);
    assertAllClose([x[0], y[0], z[0]], truth.vertex0, { atol: 1e-6 });
    for (const [axis, column] of [x, y, z].entries()) {
      const least = Array.from(column).reduce((a, b) => Math.min(a, b));
      const most = Array.from(column).reduce((a, b) => Math.max(a, b));
      assertAllClose([least, most], [truth.bbox_min[axis], truth.bbox_max[axis]], { atol: 1e-6 });
    }
    const colours = readPly(file.replace('.labels', ''));
    const rgb = plyColumns(colours, 'vertex', ['red', 'green', 'blue', 'alpha'], file).map((column) => column[0]);
    assert.deepEqual(rgb, truth.rgb0);
    assert.equal(
      [red, green, blue, alpha].every(({ length }) => length === truth.vertices),
      true,
    );
    assert.deepEqual([...values.subarray(offsets[0], offsets[1])], truth.face0);
    assert.deepEqual(histogram(label), truth.labels_ply_histogram);
  });

  it('NYU raw depth is little-endian, the SensReader export of ScanNet big-endian', () => {
    const folder = realFile('nyu/raw/basement_0001a');
    const [depth, colour] = ['d-', 'r-'].map((start) => {
      const file = path.join(
        folder,
        fs.readdirSync(folder).find((name) => name.startsWith(start))!,
      );
      return readNetpbm(fs.readFileSync(file), file, { endian: 'little' });
    });
    assert.deepEqual([depth.width, depth.height, colour.channels, colour.values.length], [640, 480, 3, 921600]);
    const returned = Array.from(depth.values.filter((value) => value !== 2047)).sort((a, b) => a - b);
    assert.deepEqual([returned[0], returned.at(-1)], [839, 1040]);
    assertAllClose([351.3 / (1092.5 - depth.values[240 * 640 + 320])], [3.04], { atol: 0.005 });

    const file = realFile('scannet/constructed/sensreader_cpp/scene9000_00/frame-000000.depth.pgm');
    const truth = expected().scannet.scene9000_00.frames[0];
    const { values } = readNetpbm(fs.readFileSync(file), file);
    assert.equal(values.filter((value) => value > 0).length, truth.depth_valid_pixels);
    assert.equal(values[240 * 640 + 320] / 1000, truth.depth_m_at_u320_v240);
    assert.equal(values[50 * 640 + 100] / 1000, truth.depth_m_at_u100_v50);
  });

  it('NYU splits and class mappings are read from MATLAB v5', () => {
    const splits = readMat5(realFile('nyu/meta/splits.mat'));
    const train = numbersOf(splits.get('trainNdxs'));
    const test = numbersOf(splits.get('testNdxs'));
    assert.deepEqual(
      [train.slice(0, 6), test.slice(0, 5)],
      [
        [3, 4, 5, 6, 7, 8],
        [1, 2, 9, 14, 15],
      ],
    );
    assert.deepEqual(
      [...train, ...test].sort((a, b) => a - b),
      Array.from({ length: 1449 }, (_, i) => i + 1),
    );

    const mapping = readMat5(realFile('nyu/meta/classMapping40.mat'));
    const names = textsOf(mapping.get('allClassName'));
    const classOf = numbersOf(mapping.get('mapClass'));
    const of = (name: string) => classOf[names.indexOf(name)];
    assert.deepEqual(['wall', 'floor', 'cabinet', 'chair', 'ceiling', 'book'].map(of), [1, 2, 3, 5, 22, 40]);
    assert.deepEqual(
      [38, 39, 40].map((id) => classOf.filter((found) => found === id).length),
      [68, 82, 707],
    );

    const coarse = readMat5(realFile('nyu/meta/class13Mapping.mat')).get('classMapping13');
    assert.ok(coarse?.kind === 'struct');
    assert.deepEqual(numbersOf(coarse.records[0].get('labels13')).slice(0, 6), [12, 5, 6, 1, 4, 9]);
    assert.equal(textsOf(coarse.records[0].get('classNames'))[11].toLowerCase(), 'wall');
  });

  it('NYU labelled frames are read from MATLAB v7.3, axes reversed', async () => {
    const truth = expected().nyu['nyu_depth_v2_labeled.mat'];
    const file = await openHdf5(realFile('nyu/constructed/nyu_depth_v2_labeled.mat'));
    assert.deepEqual(file.dataset('images').shape, truth.images);
    for (const { n, u, v, rgb, depth_m, rawDepth_m, label, instance } of truth.pixels) {
      const at = [
        [n, n + 1],
        [u, u + 1],
        [v, v + 1],
      ] as [number, number][];
      const value = (name: string) => Number(file.dataset(name).read(at)[0]);
      assert.deepEqual([...file.dataset('images').read([at[0], undefined, at[1], at[2]])], rgb);
      assertAllClose([value('depths'), value('rawDepths')], [depth_m, rawDepth_m], { atol: 1e-6 });
      assert.deepEqual([value('labels'), value('instances')], [label, instance]);
    }
    for (const [n, counts] of Object.entries(truth.label_histogram)) {
      const labels = file.dataset('labels').read([[Number(n), Number(n) + 1]]);
      assert.deepEqual(histogram(labels as Uint16Array), counts);
    }
    for (const name of ['scenes', 'sceneTypes', 'rawDepthFilenames'])
      assert.deepEqual(file.dataset(name).readTexts(), truth[name]);
    const names = file.dataset('names').readTexts();
    assert.equal(names.length, truth.names_count);
    for (const [label, name] of Object.entries(truth.name_of_label)) assert.equal(names[Number(label) - 1], name);
    file.close();
  });

  it('a frame of FastDepth is read from HDF5', async () => {
    const truth = expected().nyu['00051.h5'];
    const file = await openHdf5(realFile('nyu/constructed/nyudepthv2/val/official/00051.h5'));
    assert.deepEqual([file.dataset('rgb').shape, file.dataset('depth').shape], [truth.rgb, truth.depth]);
    assert.deepEqual([...file.dataset('rgb').read([undefined, [240, 241], [320, 321]])], truth.rgb_u320_v240);
    const depth = file.dataset('depth').read() as Float32Array;
    assertAllClose([depth[240 * 640 + 320]], [truth.depth_u320_v240], { atol: 1e-6 });
    assertAllClose([depth.reduce((sum, metres) => sum + metres)], [truth.depth_sum], { rtol: 1e-6 });
    file.close();
  });
});
