import * as assert from 'node:assert/strict';
import { parseFrameList, parseNumberList } from '../../../data-loaders/kitti/lists.js';

describe('lists of splits', () => {
  it('name frames as BTS publishes them, with None where there is no depth map', () => {
    const text = [
      '2011_09_26/2011_09_26_drive_0002_sync/image_02/data/0000000069.png 2011_09_26_drive_0002_sync/proj_depth/groundtruth/image_02/0000000069.png 721.5377',
      '2011_09_28/2011_09_28_drive_0002_sync/image_03/data/0000000075.png None 707.0493',
      '/2011_09_26/2011_09_26_drive_0002_sync/image_02/data/0000000003.jpg',
      '',
    ].join('\n');
    assert.deepEqual(parseFrameList(text, 'list.txt'), [
      { drive: '2011_09_26_drive_0002_sync', camera: 2, number: '0000000069' },
      { drive: '2011_09_28_drive_0002_sync', camera: 3, number: '0000000075' },
      { drive: '2011_09_26_drive_0002_sync', camera: 2, number: '0000000003' },
    ]);
  });

  it('are refused with file and line when they name something else', () => {
    const good = '2011_09_26/2011_09_26_drive_0002_sync/image_02/data/0000000069.png None 1\n';
    for (const wrong of [
      '../../etc/passwd',
      '2011_09_28/2011_09_26_drive_0002_sync/image_02/data/0000000069.png None 1',
      '2011_09_26/2011_09_26_drive_0002_sync/image_04/data/0000000069.png None 1',
      '2011_09_26/2011_09_26_drive_0002_sync 69 l',
    ])
      assert.throws(() => parseFrameList(good + wrong, 'list.txt'), {
        name: 'InputError',
        message: /list\.txt, line 2, names no image/,
      });
    assert.throws(() => parseNumberList('000001\n12\n', 'train.txt'), {
      name: 'InputError',
      message: /train\.txt, line 2, is no number of six digits: "12"/,
    });
  });

  it('of the object benchmark hold numbers', () => {
    assert.deepEqual(parseNumberList('000003\r\n000007\n\n', 'train.txt'), ['000003', '000007']);
  });
});
