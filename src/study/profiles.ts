import { variations } from '../pretrain/index.js';
import { corruptions } from '../robustness/index.js';
import { tasks } from '../tasks/index.js';
import type { StudyConfig } from './config.js';

const allCorruptions = Object.keys(corruptions);

const quick: StudyConfig = {
  profile: 'quick',
  dataset: {
    name: 'rooms',
    width: 64,
    height: 48,
    preset: 'independent',
    kappa: 0,
    views: 4,
    scenes: { train: 192, val: 24, test: 40 },
  },
  seeds: [0, 1, 2, 3, 4],
  variations: Object.keys(variations),
  encoder: { architecture: 'unet-small', width: 16 },
  pretrain: { steps: 360, batch: 8, options: {} },
  probe: { heads: ['ridge', 'mlp'], frames: { train: 192, val: 48, test: 120 }, cells: 48 },
  robustness: { frames: 40, corruptions: allCorruptions, severities: [1, 2, 3, 4, 5] },
  tasks: { names: ['depth'], frames: 192, labels: [0.01, 0.1, 1], steps: 40 },
};

/** All tasks; docs/decisions/study-profiles.md says how its sizes were chosen. */
const standard: StudyConfig = {
  ...quick,
  profile: 'standard',
  dataset: { ...quick.dataset, width: 96, height: 72, scenes: { train: 400, val: 32, test: 64 } },
  pretrain: { steps: 1500, batch: 8, options: {} },
  probe: { heads: ['ridge', 'mlp'], frames: { train: 400, val: 64, test: 128 }, cells: 48 },
  tasks: {
    names: Object.keys(tasks),
    frames: 400,
    labels: [1],
    steps: 200,
    budgets: {
      semantic: { steps: 300 },
      reconstruction: { steps: 300 },
      detection: { steps: 400, robustness: { frames: 40, severities: [1, 3, 5] } },
      instances: { steps: 400, robustness: { frames: 40, severities: [1, 3, 5] } },
    },
    baselines: true,
    pictures: 4,
  },
};

/** Label-efficiency curves beside all of `standard`, with a wider encoder on larger frames. */
const full: StudyConfig = {
  ...standard,
  profile: 'full',
  dataset: { ...standard.dataset, width: 128, height: 96 },
  encoder: { architecture: 'unet-small', width: 24 },
  pretrain: { steps: 3000, batch: 8, options: {} },
  tasks: { ...standard.tasks, labels: [0.01, 0.03, 0.1, 0.3, 1] },
};

/** Studies by size. `smoke` shows in seconds that everything works; `quick` is what `npm start` runs. */
export const profiles: Record<string, StudyConfig> = {
  smoke: {
    ...quick,
    profile: 'smoke',
    dataset: { ...quick.dataset, scenes: { train: 8, val: 4, test: 4 } },
    seeds: [0],
    encoder: { architecture: 'unet-small', width: 8 },
    pretrain: { steps: 6, batch: 4, options: {} },
    probe: { heads: ['ridge', 'mlp'], frames: { train: 16, val: 8, test: 8 }, cells: 24 },
    robustness: { frames: 4, corruptions: allCorruptions, severities: [1, 3, 5] },
    tasks: { names: ['depth'], frames: 8, labels: [0.1, 1], steps: 4 },
  },
  quick,
  standard,
  full,
};
