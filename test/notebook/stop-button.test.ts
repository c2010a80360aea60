import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { checkDataset, coupling, datasetStatistics, rooms, type Sample } from '../../data-loaders/index.js';
import { audit, mediation, variancePartition } from '../../src/analysis/index.js';
import { extract } from '../../src/features/index.js';
import { buildEncoder, type Encoder } from '../../src/nn/index.js';
import { framePairs, pretrain } from '../../src/pretrain/index.js';
import { probe } from '../../src/probes/index.js';
import { renderStudy } from '../../src/report/index.js';
import { study } from '../../src/study/index.js';
import { setDefaultSignal } from '../../src/support/default-signal.js';
import { InterruptedError } from '../../src/support/errors.js';
import { seeded } from '../../src/support/random.js';
import { depth, fineTune } from '../../src/tasks/index.js';
import { syntheticStudy } from '../figures/synthetic-study.js';
import { startFastestBackend } from '../support/start-backend.js';
import { tinyStudy } from '../study/tiny-study.js';

/** What takes long, called as in a cell: without a signal. */
describe('the stop button ends', function () {
  this.timeout(60_000);
  const world = rooms({ seed: 5, scenes: { train: 2, val: 1, test: 1 }, width: 48, height: 32, views: 2 });
  const unread = rooms({ seed: 6, scenes: { train: 8, val: 1, test: 1 }, cache: { limit: 0 } });
  const frames = world.scenes.flatMap((scene) => scene.frames);
  const { profile: _profile, seeds: _seeds, ...config } = tinyStudy;
  let encoder: Encoder;
  let samples: Sample[];
  let folder: string;
  before(async () => {
    await startFastestBackend();
    encoder = buildEncoder({ architecture: 'unet-small', width: 4 }, seeded(1));
    samples = await Promise.all(frames.map((id) => world.load(id)));
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-stop-'));
  });
  after(() => {
    encoder.dispose();
    fs.rmSync(folder, { recursive: true });
  });

  const work: Record<string, () => Promise<unknown>> = {
    'a study': () => study({ profile: 'smoke', config, out: path.join(folder, 'study'), workers: 1 }),
    'the drawing of a study': () => renderStudy(syntheticStudy({ seeds: 2 }), { out: folder }),
    'a pretraining': () => pretrain({ variation: 'cross-view', data: world, seed: 1, steps: 1000 }),
    'the search for frame pairs': () => framePairs(world, { encoder, seed: 1 }),
    'a probe': () => probe(encoder, world, { seed: 1 }),
    'an audit': () => audit(encoder, world, { seed: 1 }),
    'an extraction': () => extract(encoder, world, { folder: path.join(folder, 'features') }),
    'a fine-tuning': () => fineTune(depth, { encoder, mode: 'full' }, samples, world, { steps: 1000, seed: 1 }),
    'a mediation analysis': () => mediation(encoder, world, { erase: 'depth', measure: ['normals'], seed: 1 }),
    'a partition of variance': () => variancePartition(encoder, world, { factors: ['depth'], seed: 1 }),
    'the making of rooms': () => unread.prepare!(),
    'a look for damaged frames': () => checkDataset(unread),
    'statistics of a dataset': () => datasetStatistics(unread),
    'the measurement of a coupling': () => coupling(unread),
  };
  for (const [name, start] of Object.entries(work))
    it(name, async () => {
      const previous = setDefaultSignal(() => AbortSignal.abort());
      try {
        await assert.rejects(start(), InterruptedError);
      } finally {
        setDefaultSignal(previous);
      }
    });
});
