/** A study that takes seconds: `node tiny-study.js <out> <backend>` carries it out in a process of its own. */
import { fileURLToPath } from 'node:url';
import { startBackend, type BackendName } from '../../src/backend/index.js';
import type { StudyConfig } from '../../src/study/config.js';
import { profiles } from '../../src/study/profiles.js';
import { runStudy } from '../../src/study/study.js';

export const tinyStudy: StudyConfig = {
  ...profiles.smoke,
  profile: 'custom',
  dataset: { ...profiles.smoke.dataset, width: 48, height: 32, views: 3, scenes: { train: 4, val: 2, test: 3 } },
  encoder: { architecture: 'unet-small', width: 4 },
  variations: ['none', 'cross-view', 'cross-modal'],
  pretrain: { steps: 4, batch: 2, options: { positives: 24 } },
  probe: { heads: ['ridge'], frames: { train: 8, val: 4, test: 6 }, cells: 24 },
  robustness: { frames: 3, corruptions: ['greyscale', 'jpeg'], severities: [1, 4] },
  tasks: { names: ['depth'], frames: 8, labels: [1], steps: 2 },
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , out, backend] = process.argv;
  await startBackend({ name: backend as BackendName });
  await runStudy(tinyStudy, { out, backend, workers: 1, resume: true });
}
