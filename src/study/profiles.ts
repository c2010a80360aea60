import { variations } from '../pretrain/index.js';
import { corruptions } from '../robustness/index.js';
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
  standard: {
    ...quick,
    profile: 'standard',
    dataset: { ...quick.dataset, width: 128, height: 96, scenes: { train: 400, val: 48, test: 80 } },
    encoder: { architecture: 'unet-small', width: 24 },
    pretrain: { steps: 3000, batch: 8, options: {} },
    probe: { heads: ['ridge', 'mlp'], frames: { train: 400, val: 96, test: 240 }, cells: 64 },
    robustness: { frames: 80, corruptions: allCorruptions, severities: [1, 2, 3, 4, 5] },
    tasks: { names: ['depth'], frames: 400, labels: [0.01, 0.1, 1], steps: 400 },
  },
};
