import type { Sample, SceneDataset } from '../../data-loaders/sample.js';
import {
  loadSplits,
  mapSplits,
  probeTargets,
  probeTruth,
  type CellGrid,
  type ProbeTruth,
  type Splits,
} from '../probes/index.js';
import type { StudyConfig } from './config.js';
import { depthFromPosition, depthRange, type DepthFromPosition } from './depth-reference.js';
import { spreadFrames } from './frames.js';
import { measuredFrames } from './measured-frames.js';

/**
 * The frames on which the read-outs of one seed are fitted, chosen and tested, what is true of their cells, and the
 * reference of robustness: the same for every encoder, so a process works it out once.
 */
export class ProbeGround {
  private loaded?: Promise<Splits<Sample[]>>;
  private readonly truths = new Map<string, ProbeTruth>();
  private readonly ranges = new Map<string, [number, number]>();
  private position?: Promise<DepthFromPosition>;

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

  /** Log-depth as position alone tells it: see {@link depthFromPosition}. */
  depthFromPosition(signal?: AbortSignal): Promise<DepthFromPosition> {
    this.position ??= this.samples(signal).then((samples) => depthFromPosition(samples, this.seed));
    return this.position;
  }

  /** Least and greatest log-depth of the training cells of a grid. */
  async depthRange({ height, width, stride }: CellGrid, signal?: AbortSignal): Promise<[number, number]> {
    const grid = { height, width, stride };
    const key = JSON.stringify(grid);
    let range = this.ranges.get(key);
    if (!range) this.ranges.set(key, (range = depthRange((await this.samples(signal)).train, grid)));
    return range;
  }

  private async load(signal?: AbortSignal): Promise<Splits<Sample[]>> {
    const { train, val, test } = this.config.probe.frames;
    const ids = {
      train: spreadFrames(this.dataset, 'train', train),
      validation: spreadFrames(this.dataset, 'val', val),
      test: spreadFrames(this.dataset, 'test', test),
    };
    return mapSplits(await loadSplits(this.dataset, ids, { signal }), measuredFrames);
  }
}
