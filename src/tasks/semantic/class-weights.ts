/** How much pixels of a class count in the loss, from the share p of the labelled pixels that are of it. */
export const classWeightRules = {
  /** All the same: what pixel accuracy rewards. */
  none: () => 1,
  /** 1/ln(1.02 + p): rare classes up to some 30 times as much as the most frequent ones. Reference: Paszke et al., ENet, 2016. */
  enet: (share: number) => 1 / Math.log(1.02 + share),
} as const;

/** The name of a rule by which the pixels of classes are weighted. */
export type ClassWeightRule = keyof typeof classWeightRules;

/** Weight of each class, scaled so that their mean over the labelled pixels is 1. */
export function classWeights(counts: Float64Array, rule: ClassWeightRule): Float64Array {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const weights = counts.map((count) => classWeightRules[rule](count / total));
  const mean = counts.reduce((sum, count, i) => sum + count * weights[i], 0) / total;
  return weights.map((weight) => weight / mean);
}
