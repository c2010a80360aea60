import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { currentBackend } from '../../src/backend/index.js';
import type { StudyConfig } from '../../src/study/config.js';
import { openDataset } from '../../src/study/dataset.js';
import { RunExecutor } from '../../src/study/execute.js';
import { planStudy } from '../../src/study/plan.js';
import { RunStore } from '../../src/study/store.js';
import { collectRows, summarise } from '../../src/study/summary.js';
import { startFastestBackend } from '../support/start-backend.js';
import { tinyStudy } from './tiny-study.js';

/** No training survives this learning rate. */
const config: StudyConfig = {
  ...tinyStudy,
  variations: ['none', 'cross-view'],
  pretrain: { ...tinyStudy.pretrain, options: { ...tinyStudy.pretrain.options, rate: 1e30 } },
};

describe('a study in which a training diverges', function () {
  this.timeout(60_000);
  let folder: string;
  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-divergence-'));
    await startFastestBackend();
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('goes on without it, and says where it diverged', async () => {
    const backend = currentBackend()!.name;
    const dataset = await openDataset(config.dataset, 0);
    const plan = planStudy(config, { backend, fingerprints: [dataset.fingerprint] });
    const store = new RunStore(folder);
    const executor = new RunExecutor({ config, store, backend, commit: '' });
    for (const run of plan) await executor.execute(run);

    const rows = collectRows(plan, store);
    const { variations } = summarise({ config, plan, store, rows, dataset, backend, commit: '' });
    const { invalid, pretrain, probes, tasks } = variations['cross-view'];
    assert.equal(invalid.length, 1);
    assert.match(invalid[0], /^seed 0: Training stopped at step \d+: .*lower the learning rate/);
    assert.deepEqual({ pretrain, probes, tasks }, { pretrain: { steps: 4, finalLoss: null }, probes: {}, tasks: {} });
    assert.deepEqual(variations.none.invalid, []);
    assert.ok(Number.isFinite(variations.none.probes.depth.r2.mean), 'the untrained encoder is measured');
    assert.ok(rows.every(({ kind, otherVariation }) => kind !== 'similarity' || otherVariation === 'none'));
  });
});
