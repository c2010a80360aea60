import * as assert from 'node:assert/strict';
import { rooms } from '../../data-loaders/rooms/index.js';
import { probe } from '../../src/probes/index.js';
import { InputError } from '../../src/support/errors.js';
import { cellColours } from './cell-colours.js';

describe('probe', () => {
  const world = rooms({ width: 32, height: 24, views: 2, scenes: { train: 4, val: 2, test: 2 }, cache: { limit: 0 } });

  it('fits, chooses and scores on the splits of a dataset', async () => {
    const probed = await probe(cellColours, world, { targets: ['rgb', 'depth'], heads: ['ridge'], seed: 1 });
    assert.ok(probed.result('rgb').value > 0.999, `${probed.result('rgb').value}`);
    assert.equal(probed.result('rgb').head, 'ridge');
    assert.equal(probed.result('rgb').stage, 'out');
    assert.equal(probed.result('depth', { metric: 'delta1', head: 'trivial' }).metric, 'delta1');
    assert.deepEqual(probed.testScenes, ['test-0000', 'test-0001']);
    assert.deepEqual(
      [probed.samples.train, probed.samples.validation, probed.samples.test].map((samples) => samples.length),
      [8, 4, 4],
    );
    assert.throws(
      () => probed.result('albedo'),
      (error: Error) => error instanceof InputError && /albedo.*not among/.test(error.message),
    );
    assert.throws(() => probed.result('rgb', { head: 'mlp' }), /there are out\/trivial\/r2, out\/ridge\/r2/);
  });
});
