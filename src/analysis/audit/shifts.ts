import { interventions, isRooms, type Factor } from '../../../data-loaders/rooms/index.js';
import type { Sample, SceneDataset } from '../../../data-loaders/sample.js';
import type { FeatureMap } from '../../features/index.js';
import { interventionShifts } from '../../robustness/index.js';
import { throwIfAborted } from '../../support/errors.js';
import { progress } from '../../support/progress.js';
import { sceneEstimate, toldScenes, valueOfScenes } from './scene-interval.js';
import type { AuditedShift } from './types.js';

/** By factor, samples in which it alone was drawn anew; null where the world cannot be. */
export async function changedSamples(
  dataset: SceneDataset,
  samples: readonly Sample[],
  { seed, signal }: { seed: number; signal?: AbortSignal },
): Promise<Record<string, Sample[]> | null> {
  if (!isRooms(dataset)) return null;
  const factors = Object.keys(interventions) as Factor[];
  const changed: Record<string, Sample[]> = {};
  const task = progress().start('interventions', factors.length * samples.length);
  let done = 0;
  try {
    for (const factor of factors) {
      changed[factor] = [];
      for (const { id } of samples) {
        throwIfAborted(signal);
        changed[factor].push(await dataset.intervene(id, factor, seed));
        task.update(++done, factor);
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  } finally {
    task.finish();
  }
  return changed;
}

/** Features of all layers, of an encoder and of an untrained one. */
export interface Seers {
  own(samples: readonly Sample[]): Promise<Record<string, FeatureMap>>;
  untrained?(samples: readonly Sample[]): Promise<Record<string, FeatureMap>>;
}

/** d′ of every layer and factor, see {@link interventionShifts}. */
export async function auditedShifts(
  layers: readonly string[],
  seers: Seers,
  originals: readonly Sample[],
  changed: Readonly<Record<string, readonly Sample[]>>,
  { signal }: { signal?: AbortSignal } = {},
): Promise<AuditedShift[]> {
  const scenes = [...new Set(originals.map(({ scene }) => scene))];
  const [own, untrained] = [once(seers.own), seers.untrained && once(seers.untrained)];
  const found: AuditedShift[] = [];
  for (const layer of layers) {
    const shifts = (of: Seers['own']): ReturnType<typeof interventionShifts> =>
      interventionShifts({
        features: async (samples) => (await of(samples))[layer],
        originals,
        changed,
        scenes,
        signal,
      });
    const measured = await shifts(own);
    const beside = untrained && (await shifts(untrained));
    measured.forEach(({ factor, n, scenes: sums }, i) =>
      found.push({
        layer,
        factor: factor!,
        n,
        ...sceneEstimate(toldScenes(sums), (of) => valueOfScenes(sums, of)),
        ...(beside ? { untrained: beside[i].value } : {}),
      }),
    );
  }
  return found;
}

/** Extracts the features of one list of samples once, whichever layer asks for them. */
function once(of: Seers['own']): Seers['own'] {
  const known = new Map<readonly Sample[], ReturnType<Seers['own']>>();
  return (samples) => {
    const found = known.get(samples) ?? of(samples);
    known.set(samples, found);
    return found;
  };
}
