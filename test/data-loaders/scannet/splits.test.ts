import * as assert from 'node:assert/strict';
import type { PointCloud } from '../../../data-loaders/sample.js';
import { scannet, type ScannetOptions } from '../../../data-loaders/scannet/index.js';
import { openDatasets } from '../../../src/study/dataset.js';
import { isInputError, temporaryFolder } from './temporary.js';
import { roomSens, writeMesh } from './write-scans.js';

describe('splits of ScanNet', () => {
  const folder = temporaryFolder();
  const scan = (id: string, container = 'scans'): void => writeMesh(folder.write, `${container}/${id}/${id}`);
  const splits = async (options: Partial<ScannetOptions> = {}): Promise<Record<string, string>> => {
    const { scenes } = await scannet({ root: folder.path(), ...options });
    return Object.fromEntries(scenes.map(({ id, split }) => [id, split]));
  };

  it('are those of the official lists in or beside the root', async () => {
    for (const id of ['scene0001_00', 'scene0001_01', 'scene0002_00', 'scene0003_00']) scan(id);
    folder.write('splits/scannetv2_train.txt', 'scene0002_00\r\n\r\nscene0099_00\r\n');
    folder.write('splits/scannetv2_val.txt', 'scene0001_00\nscene0001_01\n');
    folder.write('splits/scannetv2_test.txt', 'scene0003_00\n');
    const expected = { scene0001_00: 'val', scene0001_01: 'val', scene0002_00: 'train', scene0003_00: 'test' };
    assert.deepEqual(await splits(), expected);
    assert.deepEqual(await splits({ root: folder.path('scans') }), expected);
    assert.deepEqual(await splits({ root: folder.path('scans/scene0003_00') }), { scene0003_00: 'test' });
  });

  it('are those of lists that are given', async () => {
    for (const id of ['scene0001_00', 'scene0002_00']) scan(id);
    folder.write('scannetv2_train.txt', 'scene0001_00\nscene0002_00\n');
    const trainList = folder.write('mine/a.txt', 'scene0002_00');
    const testList = folder.write('mine/b.txt', 'scene0001_00');
    assert.deepEqual(await splits({ trainList, testList }), { scene0001_00: 'test', scene0002_00: 'train' });
    await assert.rejects(splits({ trainList: folder.path('c.txt') }), isInputError(/c\.txt: it does not exist/));
    await assert.rejects(splits({ trainList, valList: trainList }), isInputError(/scene0002_00 is in .*a\.txt and in/));
    const image = folder.write('mine/d.txt', 'color/0001.jpg 12');
    await assert.rejects(splits({ trainList: image }), isInputError(/d\.txt holds "color\/0001\.jpg 12"/));
  });

  it('follow the place and the folder where no list names a scan', async () => {
    scan('scene0001_00');
    scan('scene0001_05');
    scan('scene0800_00', 'scans_test');
    folder.write('scannetv2_val.txt', 'scene0001_00\n');
    assert.deepEqual(await splits(), { scene0001_00: 'val', scene0001_05: 'val', scene0800_00: 'test' });
  });

  it('without lists keep all scans of a place together, 60 : 15 : 25', async () => {
    for (let place = 0; place < 20; place++)
      for (let i = 0; i <= place % 3; i++) scan(`scene${String(place).padStart(4, '0')}_0${i}`);
    const found = await splits();
    const ofPlace = new Map<string, Set<string>>();
    for (const [id, split] of Object.entries(found)) {
      const place = id.slice(0, 9);
      ofPlace.set(place, (ofPlace.get(place) ?? new Set()).add(split));
    }
    for (const [place, several] of ofPlace) assert.equal(several.size, 1, place);
    const counts = ['train', 'val', 'test'].map(
      (split) => [...ofPlace.values()].filter((set) => set.has(split)).length,
    );
    assert.deepEqual(counts, [12, 3, 5]);
    const { notes } = await scannet({ root: folder.path() });
    assert.match(notes[0], /39 scans in layout mesh\. 0 split by lists\. 20 places in no list split in the order/);
  });

  describe('of one or two places that no list names', () => {
    const sens = (id: string, frames: number): string => folder.write(`scans/${id}/${id}.sens`, roomSens(frames));

    it('are by time, with gaps, as posed RGB-D recordings', async () => {
      sens('scene0001_00', 40);
      const dataset = await scannet({ root: folder.path() });
      const spans = dataset.scenes.map(({ id, split, frames }) => [id, split, frames[0], frames.at(-1)!]);
      assert.deepEqual(spans, [
        ['scene0001_00-part00', 'train', 'scene0001_00/000000', 'scene0001_00/000021'],
        ['scene0001_00-part01', 'val', 'scene0001_00/000024', 'scene0001_00/000028'],
        ['scene0001_00-part02', 'test', 'scene0001_00/000031', 'scene0001_00/000039'],
      ]);
      assert.match(
        dataset.notes[0],
        /No list names them, so split by time with gaps .*: train 1 \(22 frames\), val 1 \(5 frames\), test 1 \(9 frames\)\. Train and test see the same place at different times/,
      );
      const { scene, split, id } = await dataset.load('scene0001_00/000031');
      assert.deepEqual([scene, split, id], ['scene0001_00-part02', 'test', 'scene0001_00/000031']);
      await assert.rejects(
        dataset.load('scene0001_00/000022'),
        isInputError(/scene0001_00\/000022 is left out: scene0001_00 is split by time/),
      );
      await assert.rejects(dataset.load('scene0001_00/000040'), isInputError(/has no frame scene0001_00\/000040/));
      // The cloud of a part is of its own frames: the last ones do not see the wall at x = 5.
      const [train, test] = [await dataset.cloud(spans[0][0]), await dataset.cloud(spans[2][0])];
      const farthest = ({ positions }: PointCloud): number =>
        positions.reduce((most, value, i) => (i % 3 === 0 ? Math.max(most, value) : most), 0);
      assert.ok(farthest(train) > 4.9 && farthest(test) < 3, `x up to ${farthest(train)} and ${farthest(test)}`);
      await assert.rejects(dataset.mesh(spans[0][0]), isInputError(/has no scene0001_00_vh_clean_2\.ply/));
      const study = { name: 'scannet', root: folder.path(), width: 40, height: 30 } as const;
      const [opened] = await openDatasets({ dataset: study, seeds: [0] });
      assert.equal(opened.scenes.length, 3);
    });

    it('are by time of each scan; one that is too short is for training', async () => {
      sens('scene0001_00', 24);
      sens('scene0001_01', 5);
      sens('scene0002_00', 24);
      writeMesh(folder.write, 'scans/scene0002_00/scene0002_00');
      const dataset = await scannet({ root: folder.path() });
      assert.deepEqual(
        dataset.scenes.map(({ id, split }) => [id, split]),
        [
          ...['train', 'val', 'test'].map((split, i) => [`scene0001_00-part0${i}`, split]),
          ['scene0001_01', 'train'],
          ...['train', 'val', 'test'].map((split, i) => [`scene0002_00-part0${i}`, split]),
        ],
      );
      assert.match(dataset.notes[0], /Scans of fewer than 12 frames, all for training: 1\./);
      // A mesh is that of the whole scan, whichever part asks.
      assert.deepEqual(
        dataset.meshes,
        [0, 1, 2].map((i) => `scene0002_00-part0${i}`),
      );
      const clouds = await Promise.all(dataset.meshes.map((id) => dataset.cloud(id)));
      assert.equal(new Set(clouds).size, 1);
      assert.equal((await dataset.mesh(dataset.meshes[2])).count, 6);
    });

    it('are as the lists say where these name one of the scans, and known by that', async () => {
      sens('scene0001_00', 24);
      const { fingerprint } = await scannet({ root: folder.path() });
      folder.write('scannetv2_train.txt', 'scene0001_00\n');
      const listed = await scannet({ root: folder.path() });
      assert.notEqual(listed.fingerprint, fingerprint);
      assert.deepEqual(await splits(), { scene0001_00: 'train' });
      sens('scene0002_00', 24);
      assert.deepEqual(await splits(), { scene0001_00: 'train', scene0002_00: 'train' });
    });
  });

  it('of one or two places without frames are for training and testing', async () => {
    scan('scene0001_00');
    assert.deepEqual(await splits(), { scene0001_00: 'train' });
    scan('scene0002_00');
    assert.deepEqual(await splits(), { scene0001_00: 'train', scene0002_00: 'test' });
  });
});
