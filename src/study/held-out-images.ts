import { loadSamples } from '../../data-loaders/batches.js';
import type { Factor } from '../../data-loaders/rooms/index.js';
import type { Sample, SceneDataset } from '../../data-loaders/sample.js';
import { corruptedSets, type CorruptedSet, type Severity } from '../robustness/index.js';
import type { StudyConfig } from './config.js';
import { spreadFrames } from './frames.js';
import { measuredFrames } from './measured-frames.js';

/** A dataset whose frames can be rendered again with one factor changed. */
export interface IntervenableDataset extends SceneDataset {
  intervene(frameId: string, factor: Factor, seed: number | string): Promise<Sample>;
}

const factors: readonly Factor[] = ['colour', 'texture', 'light', 'geometry'];

/**
 * Test images corrupted or changed in one factor: the same for every encoder and seed, so a process makes them once.
 */
export class HeldOutImages {
  private corrupted?: Promise<CorruptedSet[]>;
  private intervened?: Promise<Record<string, Sample[]>>;

  constructor(private readonly config: StudyConfig) {}

  /** One frame of every test scene (or as many as the study asks for), clean and under every corruption. */
  corruptions(dataset: SceneDataset, signal?: AbortSignal): Promise<CorruptedSet[]> {
    const { frames, corruptions, severities } = this.config.robustness;
    this.corrupted ??= loadSamples(dataset, spreadFrames(dataset, 'test', frames), { signal }).then((samples) =>
      corruptedSets(measuredFrames(samples), { corruptions, severities: severities as Severity[], signal }),
    );
    return this.corrupted;
  }

  /** The clean frames of {@link corruptions}, by the factor that alone was drawn anew; null where the world cannot be. */
  async interventions(dataset: SceneDataset, signal?: AbortSignal): Promise<Record<string, Sample[]> | null> {
    if (!isIntervenable(dataset)) return null;
    this.intervened ??= this.intervene(dataset, signal);
    return this.intervened;
  }

  private async intervene(dataset: IntervenableDataset, signal?: AbortSignal): Promise<Record<string, Sample[]>> {
    const [{ samples }] = await this.corruptions(dataset, signal);
    const changed: Record<string, Sample[]> = {};
    for (const factor of factors) {
      changed[factor] = [];
      for (const { id } of samples) changed[factor].push(await dataset.intervene(id, factor, 'study'));
    }
    return changed;
  }
}

function isIntervenable(dataset: SceneDataset): dataset is IntervenableDataset {
  return 'intervene' in dataset;
}
