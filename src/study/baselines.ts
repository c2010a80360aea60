import type { Sample } from '../../data-loaders/sample.js';
import type { FeatureMap, FeatureSource } from '../features/index.js';
import { confounds, monomials } from '../probes/index.js';
import { InputError } from '../support/errors.js';

/**
 * Features that see no image: `position` holds the monomials of the place in the image with which the probes take
 * position out, `trivial` is the same number everywhere. Their one stage is `out`, of the given stride.
 *
 * Throws InputError for another name.
 */
export function baselineSource(name: string, stride: number): FeatureSource {
  const valuesOf = baselines[name];
  if (!valuesOf) throw new InputError(`Unknown baseline ${name}: choose from ${Object.keys(baselines).join(', ')}.`);
  const { columns } = valuesOf({ height: 1, width: 1, stride });
  return {
    name,
    stages: [{ name: 'out', channels: columns, stride }],
    encoderEnd: 'out',
    output: 'out',
    async extract(samples) {
      return { out: repeated(samples, stride, valuesOf) };
    },
  };
}

interface Grid {
  height: number;
  width: number;
  stride: number;
}

/** What a baseline says of every cell of a grid: [cells, columns]. */
type Baseline = (grid: Grid) => { columns: number; values: Float32Array };

const baselines: Record<string, Baseline> = {
  position: (grid) => {
    const { width, degree, values } = confounds.position;
    return monomials(values({} as Sample, grid).values, width, degree);
  },
  trivial: ({ height, width }) => ({ columns: 1, values: new Float32Array(height * width).fill(1) }),
};

function repeated(samples: readonly Sample[], stride: number, valuesOf: Baseline): FeatureMap {
  const height = Math.ceil(samples[0].height / stride);
  const width = Math.ceil(samples[0].width / stride);
  const { columns, values } = valuesOf({ height, width, stride });
  const map = new Float32Array(samples.length * values.length);
  samples.forEach((_, i) => map.set(values, i * values.length));
  return { stage: 'out', count: samples.length, height, width, channels: columns, stride, values: map };
}
