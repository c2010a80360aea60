import { InputError } from '../support/errors.js';

/**
 * Hilbert–Schmidt independence criterion, biased: `HSIC₀ = tr(KHLH)/(n−1)²`, H = I − 11ᵀ/n, of kernels K, L [n, n].
 *
 * Reference: Gretton et al., Measuring statistical dependence with Hilbert–Schmidt norms, ALT 2005.
 */
export function biasedHsic(k: Float64Array, l: Float64Array, n: number): number {
  // tr(KHLH) = ΣKL − 2/n · Σᵢ rowᵢ(K) rowᵢ(L) + ΣK ΣL/n², for symmetric K and L.
  const { product, rows, totalK, totalL } = sums(k, l, n, true);
  return (product - (2 / n) * rows + (totalK * totalL) / n ** 2) / (n - 1) ** 2;
}

/**
 * Hilbert–Schmidt independence criterion, unbiased; may be negative.
 *
 * `HSIC₁ = [tr(K̃L̃) + 1ᵀK̃1 · 1ᵀL̃1/((n−1)(n−2)) − 2 · 1ᵀK̃L̃1/(n−2)]/(n(n−3))`, K̃ and L̃ being the kernels K, L [n, n]
 * with zeros on the diagonal. Throws InputError for n < 4.
 * References: Song et al., Feature selection via dependence maximization, JMLR 2012; Székely & Rizzo 2014.
 */
export function debiasedHsic(k: Float64Array, l: Float64Array, n: number): number {
  if (n < 4) throw new InputError(`The unbiased HSIC is defined from 4 samples on; ${n} were given.`);
  const { product, rows, totalK, totalL } = sums(k, l, n, false);
  return (product + (totalK * totalL) / ((n - 1) * (n - 2)) - (2 * rows) / (n - 2)) / (n * (n - 3));
}

/** `ΣKᵢⱼLᵢⱼ`, `Σᵢ(Σⱼ Kᵢⱼ)(Σⱼ Lᵢⱼ)`, `ΣK` and `ΣL`, with or without the diagonal. */
function sums(
  k: Float64Array,
  l: Float64Array,
  n: number,
  diagonal: boolean,
): { product: number; rows: number; totalK: number; totalL: number } {
  let product = 0;
  let rows = 0;
  let totalK = 0;
  let totalL = 0;
  for (let i = 0; i < n; i++) {
    let rowK = 0;
    let rowL = 0;
    for (let j = 0; j < n; j++) {
      if (i === j && !diagonal) continue;
      const a = k[i * n + j];
      const b = l[i * n + j];
      product += a * b;
      rowK += a;
      rowL += b;
    }
    rows += rowK * rowL;
    totalK += rowK;
    totalL += rowL;
  }
  return { product, rows, totalK, totalL };
}
