import type { SceneDataset } from '../../data-loaders/sample.js';
import { buildEncoder } from '../nn/index.js';
import { framePairs, type FramePairs } from '../pretrain/index.js';
import { seeded } from '../support/random.js';
import type { StudyConfig } from './config.js';

/**
 * The frame pairs of one seed, from which all of its variations are trained and audited: a process prepares them once, and lets
 * them go before work that does not need them, since they take as much memory as the frames and clouds of the split.
 */
export class SharedFramePairs {
  private readonly prepared = new Map<'train' | 'val', Promise<FramePairs>>();

  constructor(
    private readonly config: StudyConfig,
    private readonly dataset: SceneDataset,
    private readonly seed: number,
  ) {}

  /** Those of one split. Throws what `framePairs` throws. */
  of(split: 'train' | 'val', signal?: AbortSignal): Promise<FramePairs> {
    let pairs = this.prepared.get(split);
    if (!pairs) this.prepared.set(split, (pairs = this.prepare(split, signal)));
    return pairs;
  }

  release(): void {
    this.prepared.clear();
  }

  private async prepare(split: 'train' | 'val', signal?: AbortSignal): Promise<FramePairs> {
    const { seed, dataset } = this;
    const { options, batch } = this.config.pretrain;
    // Only the stride of its output decides.
    const encoder = buildEncoder(this.config.encoder, seeded(seed));
    try {
      return await framePairs(dataset, { encoder, options: { ...options, batch }, seed, split, signal });
    } finally {
      encoder.dispose();
    }
  }
}
