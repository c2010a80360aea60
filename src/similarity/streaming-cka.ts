import type { FeatureRows } from '../features/feature-rows.js';
import { defaultSignal } from '../support/default-signal.js';
import { InputError } from '../support/errors.js';
import type { CkaEstimator } from './cka.js';
import { alignmentsOfKernels } from './layer-kernels.js';
import { alignmentsOfProducts } from './layer-products.js';

/** Options of {@link streamingCka}. */
export interface StreamingCkaOptions {
  estimator?: CkaEstimator;
  /** Samples that are multiplied at once in single precision; as many as are quick when omitted. */
  block?: number;
  signal?: AbortSignal;
}

/**
 * Linear centred kernel alignment of every layer of one model with every layer of another, in one pass over the samples;
 * entry [i][j] is that of `first[i]` and `second[j]`.
 *
 * The formulas are those of `linearCka`. The backend multiplies blocks in single precision, products are summed in
 * double precision: p·q·8 bytes for each pair of layers of p and q columns, p²·8 for each layer; or, where n²·8 bytes for each
 * layer are less, kernels of n samples, one layer being held at a time. Start a backend before.
 * Throws InputError, naming the layer, when numbers of samples or ids differ, for fewer than four samples (two, biased),
 * numbers that are not finite, features that do not vary; InterruptedError when aborted.
 * References: Kornblith et al., ICML 2019; Nguyen et al., ICLR 2021.
 */
export async function streamingCka(
  first: readonly FeatureRows[],
  second: readonly FeatureRows[],
  { estimator = 'debiased', block, signal = defaultSignal() }: StreamingCkaOptions = {},
): Promise<number[][]> {
  const sources = [...first, ...second];
  assertSameSamples(sources, estimator === 'debiased' ? 4 : 2);
  const [{ rows }] = sources;
  const alignment = kernelsAreSmaller(first, second)
    ? await alignmentsOfKernels(sources, { estimator, signal })
    : await alignmentsOfProducts(first, second, { estimator, block, signal });
  const own = sources.map((_, i) => alignment(i, i));
  own.forEach((value, i) => {
    if (!(value > 0))
      throw new InputError(
        `${sources[i].name} varies too little for the ${rows} samples given: its own alignment is estimated as ${value}. Use more samples.`,
      );
  });
  return first.map((_, i) =>
    second.map((_, j) => alignment(i, first.length + j) / Math.sqrt(own[i] * own[first.length + j])),
  );
}

/** Whether kernels of all samples are fewer numbers than products of all columns. */
function kernelsAreSmaller(first: readonly FeatureRows[], second: readonly FeatureRows[]): boolean {
  const sources = [...first, ...second];
  const total = (of: readonly FeatureRows[], power: number): number =>
    of.reduce((sum, { columns }) => sum + columns ** power, 0);
  return sources.length * sources[0].rows ** 2 < total(sources, 2) + total(first, 1) * total(second, 1);
}

function assertSameSamples(sources: readonly FeatureRows[], fewest: number): void {
  const [one, ...others] = sources;
  for (const other of others) {
    if (other.rows !== one.rows)
      throw new InputError(
        `${one.name} has ${one.rows} rows, ${other.name} has ${other.rows}: similarity needs the same samples in the same order.`,
      );
    if (!one.ids || !other.ids) continue;
    const { ids } = other;
    const at = one.ids.findIndex((id, i) => id !== ids[i]);
    if (at >= 0)
      throw new InputError(
        `Row ${at} is sample ${one.ids[at]} in ${one.name} and ${ids[at]} in ${other.name}: put both in the same order.`,
      );
  }
  if (one.rows < fewest)
    throw new InputError(`${one.name} has ${one.rows} samples; this similarity is defined from ${fewest} on.`);
}
