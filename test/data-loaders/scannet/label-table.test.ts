import * as assert from 'node:assert/strict';
import { benchmarkIds, nyu40Colours, nyu40Names, parseLabelTable } from '../../../data-loaders/scannet/index.js';
import { classSets } from '../../../data-loaders/scannet/class-set.js';
import { isInputError } from './temporary.js';

const v2 = (...rows: string[]): string => ['id\traw_category\tcategory\tcount\tnyu40id', ...rows, ''].join('\n');

describe('label tables of ScanNet', () => {
  it('of release v2 are joined by raw category, and by id, of which the last row decides', () => {
    const table = parseLabelTable(
      v2('1\twall\twall\t9\t1', '107\tpile\tpile\t2\t40', '107\tpiles\tpile\t1\t38'),
      'v2.tsv',
    );
    assert.equal(table.release, 'v2');
    assert.deepEqual(
      [...table.nyu40OfId],
      [
        [1, 1],
        [107, 38],
      ],
    );
    assert.deepEqual(table.ofCategory.get('pile'), { id: 107, nyu40: 40 });
    assert.deepEqual(table.ofCategory.get('piles'), { id: 107, nyu40: 38 });
  });

  it('of release v1 are joined by category; an empty cell is unlabelled', () => {
    const text = 'id\tcategory\tcount\tnyuId\tnyu40id\r\n203\tstorage\t5\t\t\r\n5\tdoor\t9\t28\t8\r\n';
    const table = parseLabelTable(text, 'v1.tsv');
    assert.equal(table.release, 'v1');
    assert.deepEqual(
      [...table.nyu40OfId],
      [
        [203, 0],
        [5, 8],
      ],
    );
    assert.equal(table.ofCategory.get('storage')!.nyu40, 0);
  });

  it('map classes beyond 40 to unlabelled', () => {
    assert.equal(parseLabelTable(v2('7\tthing\tthing\t1\t149'), 'v2.tsv').nyu40OfId.get(7), 0);
  });

  it('that are something else are refused by name', () => {
    for (const [text, fault] of [
      ['id,category\n', /no column id/],
      ['id\traw_category\n1\twall', /no column nyu40id/],
      [v2('x\twall\twall\t9\t1'), /line 2 has id "x"/],
      [v2('1\twall\twall\t9\tone'), /nyu40id "one"/],
      [v2('1\twall\twall\t9\t1', '2\twall\twall\t9\t1'), /"wall" is there twice/],
      [v2(), /no rows/],
    ] as const)
      assert.throws(() => parseLabelTable(text, 'some.tsv'), isInputError(/^some\.tsv/, fault));
  });
});

describe('classes of ScanNet', () => {
  it('are the 40 of NYU, or the 20 of the benchmark numbered from 1', () => {
    assert.equal(nyu40Names.length, 41);
    assert.equal(nyu40Colours.length, 41);
    const { names, legend, ofNyu40 } = classSets.scannet20;
    assert.deepEqual([names.length, legend.length, benchmarkIds.length], [21, 21, 20]);
    assert.deepEqual(
      [names[0], names[1], names[13], names[14], names[20]],
      ['unlabelled', 'wall', 'desk', 'curtain', 'otherfurniture'],
    );
    assert.deepEqual(
      [ofNyu40[0], ofNyu40[12], ofNyu40[13], ofNyu40[14], ofNyu40[39], ofNyu40[40]],
      [0, 12, 0, 13, 20, 0],
    );
    assert.deepEqual(
      [...classSets.nyu40.ofNyu40],
      Array.from({ length: 41 }, (_, id) => id),
    );
    const { trainIds } = classSets.nyu40;
    assert.deepEqual([trainIds.length, trainIds[0], trainIds[12], trainIds[13], trainIds[14]], [41, 255, 12, 255, 13]);
    assert.deepEqual([...classSets.scannet20.trainIds], [255, ...Array.from({ length: 20 }, (_, i) => i + 1)]);
  });
});
