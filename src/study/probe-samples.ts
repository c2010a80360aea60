import { loadSamples } from '../../data-loaders/batches.js';
import type { Sample } from '../../data-loaders/sample.js';
import type { Splits } from '../probes/index.js';
import type { MeasureContext } from './execute.js';
import { spreadFrames } from './frames.js';

/** The frames on which read-outs are fitted, chosen and tested. */
export async function loadProbeSamples({ config, dataset, signal }: MeasureContext): Promise<Splits<Sample[]>> {
  const { train, val, test } = config.probe.frames;
  return {
    train: await loadSamples(dataset, spreadFrames(dataset, 'train', train), { signal }),
    validation: await loadSamples(dataset, spreadFrames(dataset, 'val', val), { signal }),
    test: await loadSamples(dataset, spreadFrames(dataset, 'test', test), { signal }),
  };
}
