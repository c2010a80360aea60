import type { Sample } from '../../../data-loaders/sample.js';
import type { FeatureMap } from '../../features/index.js';
import {
  advantage,
  mapSplits,
  probeStage,
  type ProbeHead,
  type ProbeOptions,
  type ProbeResult,
  type ProbeTruth,
  type Splits,
} from '../../probes/index.js';
import { mean } from '../../stats/index.js';
import { nullMap, type NullFeatures } from './null-features.js';
import { sceneEstimate, toldScenes, valueOfScenes } from './scene-interval.js';
import type { AuditedProbe, BesideNull, NullName } from './types.js';

/** Results of nulls by name, one list a draw; all have the results of the same targets, heads and metrics. */
export type NullResults = Partial<Record<NullName, readonly (readonly ProbeResult[])[]>>;

/** Probes a null on the very cells of a truth. */
export function probeNull(
  name: string,
  features: NullFeatures,
  samples: Splits<readonly Sample[]>,
  truth: ProbeTruth,
  options: ProbeOptions,
): Promise<ProbeResult[]> {
  const maps = mapSplits(samples, (ofSplit, split): FeatureMap =>
    nullMap(
      name,
      features,
      ofSplit,
      truth.grid,
      truth.groups.map(({ draw }) => draw[split]),
    ),
  );
  return probeStage(maps, truth, options);
}

/** The results of an encoder's layer, each beside the same of the nulls. */
export function besideNulls(
  results: readonly ProbeResult[],
  nulls: NullResults,
  reported: (target: string) => boolean,
): AuditedProbe[] {
  return results
    .filter(({ head, target }) => head !== 'trivial' && reported(target))
    .map((own) => {
      const { stage, target, metric, unit, n, scenes } = own;
      const constant = same(results, own, 'trivial');
      const others = Object.entries({ constant: [constant], ...ofResult(nulls, own) });
      return {
        layer: stage,
        target,
        head: own.head as ProbeHead,
        metric,
        unit,
        n,
        ...sceneEstimate(toldScenes(scenes), (of) => valueOfScenes(scenes, of)),
        nulls: Object.fromEntries(others.map(([name, draws]) => [name, beside(own, draws)])),
      };
    });
}

function ofResult(nulls: NullResults, own: ProbeResult): Record<string, ProbeResult[]> {
  return Object.fromEntries(
    Object.entries(nulls).map(([name, draws]) => [name, draws.map((results) => same(results, own, own.head))]),
  );
}

function same(results: readonly ProbeResult[], own: ProbeResult, head: ProbeResult['head']): ProbeResult {
  return results.find((other) => other.target === own.target && other.metric === own.metric && other.head === head)!;
}

/** By how much a result is better than the mean of a null's draws, on the same scenes. */
function beside({ metric, scenes }: ProbeResult, draws: readonly ProbeResult[]): BesideNull {
  const nullOf = (of: readonly number[]): number => mean(draws.map((draw) => valueOfScenes(draw.scenes, of)));
  return {
    value: mean(draws.map(({ value }) => value)),
    beyond: sceneEstimate(toldScenes(scenes), (of) => advantage(metric, valueOfScenes(scenes, of), nullOf(of))),
  };
}
