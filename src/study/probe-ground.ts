import { loadSamples } from '../../data-loaders/batches.js';
import type { Sample, SceneDataset } from '../../data-loaders/sample.js';
import { probeTargets, probeTruth, type CellGrid, type ProbeTruth, type Splits } from '../probes/index.js';
import type { StudyConfig } from './config.js';
import { spreadFrames } from './frames.js';

/**
 * The frames on which the read-outs of one seed are fitted, chosen and tested, and what is true of their cells: the
 * same for every encoder, so a process works it out once.
 */
export class ProbeGround {
  private loaded?: Promise<Splits<Sample[]>>;
  private readonly truths = new Map<string, ProbeTruth>();

  constructor(
    private readonly config: StudyConfig,
    private readonly dataset: SceneDataset,
    private readonly seed: number,
  ) {}

  samples(signal?: AbortSignal): Promise<Splits<Sample[]>> {
    this.loaded ??= this.load(signal);
    return this.loaded;
  }

  /** Truth of every target that the dataset can tell, on the cells of a grid. */
  async truth({ height, width, stride }: CellGrid, signal?: AbortSignal): Promise<ProbeTruth> {
    const grid = { height, width, stride };
    const key = JSON.stringify(grid);
    let truth = this.truths.get(key);
    if (!truth) {
      const modalities: readonly string[] = this.dataset.modalities;
      const targets = Object.values(probeTargets).filter(({ requires }) =>
        requires.every((m) => modalities.includes(m)),
      );
      const { cells } = this.config.probe;
      truth = probeTruth(await this.samples(signal), grid, { targets, cells, seed: this.seed });
      this.truths.set(key, truth);
    }
    return truth;
  }

  private async load(signal?: AbortSignal): Promise<Splits<Sample[]>> {
    const { train, val, test } = this.config.probe.frames;
    return {
      train: await loadSamples(this.dataset, spreadFrames(this.dataset, 'train', train), { signal }),
      validation: await loadSamples(this.dataset, spreadFrames(this.dataset, 'val', val), { signal }),
      test: await loadSamples(this.dataset, spreadFrames(this.dataset, 'test', test), { signal }),
    };
  }
}
