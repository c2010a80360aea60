import * as assert from 'node:assert/strict';
import { boxesOf } from '../../../data-loaders/scannet/boxes.js';
import { classSets } from '../../../data-loaders/scannet/class-set.js';

describe('boxes of ScanNet', () => {
  it('have the class of most pixels; walls, floors and what has no class are to be ignored', () => {
    const instances = Uint16Array.of(9, 9, 9, 0, 9, 3, 3, 4, 7, 7, 0, 4);
    const semantics = Uint16Array.of(1, 5, 5, 5, 5, 1, 1, 2, 0, 0, 6, 2);
    const of = { y: 1, height: 1, ignore: true };
    assert.deepEqual(boxesOf(instances, semantics, 4, classSets.nyu40), [
      { ...of, x: 1, width: 2, class: 'wall', classId: 1, instance: 3 },
      { ...of, x: 3, height: 2, width: 1, class: 'floor', classId: 2, instance: 4 },
      { ...of, x: 0, y: 2, width: 2, class: 'unlabelled', classId: 0, instance: 7 },
      { x: 0, y: 0, width: 3, height: 2, class: 'chair', classId: 5, instance: 9 },
    ]);
    assert.deepEqual(boxesOf(new Uint16Array(4), new Uint16Array(4), 2, classSets.nyu40), []);
  });
});
