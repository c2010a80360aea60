import * as assert from 'node:assert/strict';
import { scannet, type ScannetOptions } from '../../../data-loaders/scannet/index.js';
import { isInputError, temporaryFolder } from './temporary.js';
import { writeMesh } from './write-scans.js';

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

  it('of one or two places are for training and testing', async () => {
    scan('scene0001_00');
    assert.deepEqual(await splits(), { scene0001_00: 'train' });
    scan('scene0002_00');
    assert.deepEqual(await splits(), { scene0001_00: 'train', scene0002_00: 'test' });
  });
});
