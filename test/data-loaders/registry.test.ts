import * as assert from 'node:assert/strict';
import { datasets } from '../../data-loaders/index.js';
import { InputError } from '../../src/support/errors.js';

describe('datasets', () => {
  it('stand under their own names and open by them', () => {
    for (const [name, entry] of Object.entries(datasets)) assert.equal(entry.name, name);
    const dataset = datasets.rooms.open({ scenes: { train: 1, val: 0, test: 0 } });
    assert.equal(dataset.name, 'rooms');
    assert.equal(dataset.scenes.length, 1);
    assert.throws(() => datasets['posed-rgbd'].open({ root: '/nowhere' }), InputError);
  });
});
