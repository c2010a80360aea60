import { InputError } from '../support/errors.js';
import { mean } from './moments.js';
import { studentTQuantile } from './student-t.js';

/** Where the spread of a measure over seeds × scenes comes from. */
export interface CrossedEffects {
  mean: number;
  seeds: number;
  scenes: number;
  /** Variance from seed to seed, from scene to scene, and of what is left: their interaction and the measurement itself. */
  variance: { seed: number; scene: number; residual: number };
  standardError: number;
  /** Of the standard error, by Satterthwaite. */
  degrees: number;
}

/**
 * Mixed-effects summary of a table seeds × scenes: `y = μ + seed + scene + residual`, the effects random and crossed.
 *
 * Variances are those of the analysis of variance, `σ²_seed = (MS_seed − MS_res)/C`, `σ²_scene = (MS_scene − MS_res)/S`,
 * not below 0; where none is cut they are the REML estimates. `SE² = σ²_seed/S + σ²_scene/C + σ²_res/(SC)`, whose
 * degrees of freedom are `SE⁴/Σ(cᵢMSᵢ)²/νᵢ` over the mean squares in it.
 * Throws InputError for fewer than two seeds or scenes, rows of different length, and values that are not finite.
 * References: Searle, Casella & McCulloch, Variance components, 1992; Satterthwaite 1946.
 *
 * @param table [seeds][scenes]
 */
export function crossedEffects(table: readonly (readonly number[])[]): CrossedEffects {
  const [seeds, scenes] = [table.length, table[0]?.length ?? 0];
  if (seeds < 2 || scenes < 2)
    throw new InputError(`Variance is found over two seeds and two scenes at least; ${seeds} × ${scenes} were given.`);
  if (table.some((row) => row.length !== scenes))
    throw new InputError(`Every seed needs the same ${scenes} scenes: leave out what is not there for all.`);
  if (table.some((row) => !row.every(Number.isFinite)))
    throw new InputError('The table holds values that are not finite: leave such scenes out.');
  const total = mean(table.map(mean));
  const ofSeed = table.map(mean);
  const ofScene = table[0].map((_, scene) => mean(table.map((row) => row[scene])));
  const squares = (values: readonly number[]): number => values.reduce((sum, value) => sum + value * value, 0);
  const residuals = table.flatMap((row, seed) => row.map((value, scene) => value - ofSeed[seed] - ofScene[scene] + total)); // prettier-ignore
  const ms = {
    seed: (scenes * squares(ofSeed.map((value) => value - total))) / (seeds - 1),
    scene: (seeds * squares(ofScene.map((value) => value - total))) / (scenes - 1),
    residual: squares(residuals) / ((seeds - 1) * (scenes - 1)),
  };
  const variance = {
    seed: Math.max(0, (ms.seed - ms.residual) / scenes),
    scene: Math.max(0, (ms.scene - ms.residual) / seeds),
    residual: ms.residual,
  };
  return { mean: total, seeds, scenes, variance, ...meanError(variance, seeds, scenes) };
}

/** Standard error of the mean over so many seeds and scenes, and its degrees of freedom. */
export function meanError(
  { seed, scene, residual }: CrossedEffects['variance'],
  seeds: number,
  scenes: number,
): { standardError: number; degrees: number } {
  const cells = seeds * scenes;
  const squared = seed / seeds + scene / scenes + residual / cells;
  const [ofSeed, ofScene] = [(scenes * seed + residual) / cells, (seeds * scene + residual) / cells];
  const ofRest = residual / cells;
  const spread = ofSeed ** 2 / (seeds - 1) + ofScene ** 2 / (scenes - 1) + ofRest ** 2 / ((seeds - 1) * (scenes - 1));
  return { standardError: Math.sqrt(squared), degrees: spread > 0 ? squared ** 2 / spread : Infinity };
}

/** Half of the two-sided interval of the mean at level 1 − α, over so many seeds and scenes (those of the table unless given). */
export function halfWidth(
  { variance, seeds: ofTable, scenes: inTable }: Pick<CrossedEffects, 'variance' | 'seeds' | 'scenes'>,
  { seeds = ofTable, scenes = inTable, alpha = 0.05 }: { seeds?: number; scenes?: number; alpha?: number } = {},
): number {
  const { standardError, degrees } = meanError(variance, seeds, scenes);
  if (standardError === 0) return 0;
  // With few degrees the approximation falls below those of the smaller factor; those at least are there.
  return studentTQuantile(1 - alpha / 2, Math.max(degrees, Math.min(seeds, scenes) - 1)) * standardError;
}
