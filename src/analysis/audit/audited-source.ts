import {
  layerSource,
  nearestNames,
  type AnyEncoder,
  type ColourNormalisation,
  type FeatureSource,
} from '../../features/index.js';
import { buildEncoder, type Encoder } from '../../nn/index.js';
import { InputError } from '../../support/errors.js';
import { seeded } from '../../support/random.js';
import type { NotMeasurable } from './types.js';

/** The layers of an encoder that are audited. */
export interface AuditedSource {
  source: FeatureSource;
  /** In the order in which they were asked for, or computed. */
  layers: string[];
  notMeasurable: NotMeasurable[];
}

export interface AuditedSourceOptions {
  size: { height: number; width: number };
  layers?: readonly string[];
  normalise?: ColourNormalisation;
  signal?: AbortSignal;
}

/**
 * Any encoder, or source of features, as a source of the layers that were asked for. Throws InputError for an unknown layer, with
 * the nearest names, and when none has cells.
 */
export function auditedSource(
  of: AnyEncoder | FeatureSource,
  { size, layers, normalise, signal }: AuditedSourceOptions,
): AuditedSource {
  if ('extract' in of) {
    const known = of.stages.map(({ name }) => name);
    const unknown = layers?.find((name) => !known.includes(name));
    if (unknown !== undefined)
      throw new InputError(
        `${of.name} has no layer ${unknown}. Nearest: ${nearestNames(unknown, known).join(', ')} (of ${known.length}).`,
      );
    return { source: of, layers: [...(layers ?? known)], notMeasurable: [] };
  }
  const { source, placeless } = layerSource(of, size, { layers, normalise, signal });
  const notMeasurable = placeless.map(({ name, shape }) => ({
    what: 'all',
    layer: name,
    reason: `it has no cells: its shape is [${shape.join(', ')}], not [height, width, channels]`,
  }));
  return { source, layers: source.stages.map(({ name }) => name), notMeasurable };
}

/** An encoder of the same architecture that learnt nothing; undefined where the architecture is not this package's. */
export function untrainedEncoder(of: AnyEncoder | FeatureSource, seed: number): Encoder | undefined {
  return 'forward' in of ? buildEncoder(of.config, seeded('untrained', seed)) : undefined;
}
