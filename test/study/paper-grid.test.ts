import * as assert from 'node:assert/strict';
import { datasetNames } from '../../data-loaders/registry.js';
import { gridCoverage, paperGrid, type Row } from '../../src/study/index.js';
import { tasks } from '../../src/tasks/index.js';

describe('the grid of 108 models', () => {
  it('has nine cells of known datasets and tasks, four variations and three seeds', () => {
    const { cells, variations, seeds } = paperGrid;
    assert.equal(cells.length * variations.length * seeds, 108);
    assert.equal(new Set(cells.map(({ dataset, task }) => `${dataset} ${task}`)).size, 9);
    for (const { dataset, task } of cells)
      assert.ok(datasetNames.includes(dataset) && task in tasks, `${dataset} ${task}`);
  });

  it('is covered by seeds of its own cells alone', () => {
    const row = (fields: Partial<Row>): Row => ({ kind: 'task', dataset: 'kitti', target: 'depth', variation: 'none', seed: 0, ...fields }) as Row; // prettier-ignore
    const rows = [
      row({}),
      row({ metric: 'absRel' }),
      row({ seed: 4 }),
      row({ dataset: 'rooms', seed: 5 }),
      row({ kind: 'probe', seed: 6 }),
      row({ variation: 'cross-view' }),
    ];
    const covered = gridCoverage(rows).filter(({ seeds }) => seeds > 0);
    assert.deepEqual(covered, [
      { dataset: 'kitti', task: 'depth', variation: 'none', seeds: 2 },
      { dataset: 'kitti', task: 'depth', variation: 'cross-view', seeds: 1 },
    ]);
    assert.equal(gridCoverage([]).length, 36);
    assert.equal(gridCoverage(rows, [{ dataset: 'rooms', task: 'depth' }])[0].seeds, 1);
  });
});
