/** A number with a fixed count of decimals and a true minus sign: −0.12. Negative zero loses its sign. */
export function formatNumber(value: number, decimals = 2): string {
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−');
}

/** An interval as `[−0.12, 0.30]`; empty for none. */
export function formatInterval(interval: readonly [number, number] | null, decimals = 2): string {
  return interval ? `[${formatNumber(interval[0], decimals)}, ${formatNumber(interval[1], decimals)}]` : '';
}

/** Decimals that resolve a margin of equivalence: two for 0.05 and more, three below. */
export function decimalsFor(margin: number): number {
  return margin >= 0.05 ? 2 : 3;
}
