import type { FeatureMap, FeatureSource } from '../features/index.js';
import type { Eraser } from './erasure.js';

/**
 * A source of features some of whose stages have directions taken out: whatever stands on a `FeatureSource` (probes,
 * tasks on frozen features, robustness) then stands on what is left.
 */
export function erasedSource(source: FeatureSource, erasers: Readonly<Record<string, Eraser>>): FeatureSource {
  return {
    ...source,
    name: `${source.name}, erased at ${Object.keys(erasers).join(', ')}`,
    async extract(samples, stages) {
      const maps = await source.extract(samples, stages);
      return Object.fromEntries(
        Object.entries(maps).map(([stage, map]) => [stage, erasers[stage] ? erasedMap(map, erasers[stage]) : map]),
      );
    },
  };
}

/** A map with directions taken out of every cell. */
export function erasedMap(map: FeatureMap, eraser: Eraser): FeatureMap {
  return { ...map, values: eraser.apply(map.values, map.count * map.height * map.width) };
}
