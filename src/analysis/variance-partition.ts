import type { Sample, SceneDataset } from '../../data-loaders/sample.js';
import { encoderSource, featureStandard, type FeatureMap, type FeatureSource } from '../features/index.js';
import type { Encoder } from '../nn/index.js';
import {
  chosenTargets,
  drawCells,
  featuresOfCells,
  fitRidge,
  mapSplits,
  monomials,
  probeInputs,
  probeTruth,
  truthOfCells,
  type CellDraw,
  type ProbeTarget,
  type Splits,
} from '../probes/index.js';
import { valueOfSums, type SceneSums } from '../stats/index.js';
import { defaultSignal } from '../support/default-signal.js';
import { InputError } from '../support/errors.js';

/** Options of {@link variancePartition}. */
export interface PartitionOptions {
  /** Probe targets whose values may explain features; regressions only. */
  factors: readonly (string | ProbeTarget)[];
  /** The output when omitted. */
  stage?: string;
  /** Degree of the polynomial in each factor's values. */
  degree?: number;
  frames?: number;
  /** Cells drawn per frame. */
  cells?: number;
  seed: number;
  signal?: AbortSignal;
}

/** Share of the variance of features on unseen scenes, with its sums per test scene. */
export interface VarianceShare {
  value: number;
  scenes: SceneSums;
}

/** Shares of the variance of features that factors explain, together, alone and beyond the others. */
export interface VariancePartition {
  stage: string;
  /** Of all factors together. */
  together: VarianceShare;
  factors: {
    name: string;
    /** Of this factor alone. */
    alone: VarianceShare;
    /** What is lost without it: `together − the others`; what no other factor can stand for. */
    unique: number;
  }[];
  /** `together − Σ unique`: what several factors could explain, below 0 where they help each other. */
  shared: number;
  /** Test cells behind it. */
  n: number;
  testScenes: string[];
}

/**
 * Variance partitioning: how much of the variance of features factors explain, alone, together and uniquely.
 *
 * Standardised features are predicted from polynomials of the factors' values by ridge regression, its penalty chosen on
 * validation scenes; the share is `1 − Σ‖x − x̂‖²/Σ‖x − x̄‖²` over all channels on test scenes. It is observational: what two
 * factors share cannot be told apart by it, which interventions can (`interventions`, `mediation`).
 * Throws InputError for a class as factor, factors that cannot be measured, and as `probe` does.
 * Reference: Borcard, Legendre & Drapeau, Partialling out the spatial component of ecological variation, Ecology 1992.
 */
export async function variancePartition(
  of: Encoder | FeatureSource,
  dataset: SceneDataset,
  { factors, stage: given, degree = 2, frames, cells = 48, seed, signal = defaultSignal() }: PartitionOptions,
): Promise<VariancePartition> {
  const source = 'extract' in of ? of : encoderSource(of, { signal });
  const stage = given ?? source.output;
  const asked = chosenTargets(factors);
  const classes = asked.find(({ kind }) => kind === 'classification');
  if (classes)
    throw new InputError(`${classes.name} is a class: variance is partitioned among factors that are numbers.`);
  if (asked.length === 0) throw new InputError('Give at least one factor that may explain the features.');
  const { samples, features } = await probeInputs(source, dataset, asked, { stages: [stage], frames, seed, signal });
  const maps = mapSplits(features, (ofSplit) => ofSplit[stage]);
  const { height, width, stride } = maps.train;
  const grid = { height, width, stride };
  const { testScenes, sceneOfFrame, notMeasurable } = probeTruth(samples, grid, { targets: asked, cells, seed });
  const [missing] = notMeasurable;
  if (missing) throw new InputError(`${missing.target} cannot explain features here: ${missing.reason}. Leave it out.`);
  const rows = mapSplits(samples, (ofSplit, split) => factorRows(ofSplit, maps[split], asked, { cells, degree, seed }));
  const standard = standardised(rows);
  const explainedBy = (names: readonly string[]): VarianceShare => explained(rows, standard, names, sceneOfFrame);
  const names = asked.map(({ name }) => name);
  const together = explainedBy(names);
  const parts = names.map((name) => {
    const others = names.filter((other) => other !== name);
    const without = others.length > 0 ? explainedBy(others).value : 0;
    return { name, alone: explainedBy([name]), unique: together.value - without };
  });
  return {
    stage,
    together,
    factors: parts,
    shared: together.value - parts.reduce((sum, { unique }) => sum + unique, 0),
    n: rows.test.draw.rows,
    testScenes,
  };
}

/** Cells at which every factor is known: their features and the terms of each factor. */
interface FactorRows {
  draw: CellDraw;
  columns: number;
  features: Float32Array;
  terms: Record<string, { columns: number; values: Float32Array }>;
}

function factorRows(
  samples: readonly Sample[],
  map: FeatureMap,
  factors: readonly ProbeTarget[],
  { cells, degree, seed }: { cells: number; degree: number; seed: number },
): FactorRows {
  const { height, width, stride } = map;
  const grid = { height, width, stride };
  const all: Pick<ProbeTarget, 'name' | 'requires' | 'values'> = {
    name: 'all factors',
    requires: [...new Set(factors.flatMap(({ requires }) => requires))],
    values: (sample) => {
      const masks = factors.map((factor) => factor.values(sample, grid).mask);
      const mask = masks[0].map((_, cell) => Number(masks.every((known) => known[cell] > 0)));
      return { values: new Float32Array(mask.length), mask };
    },
  };
  const draw = drawCells(samples, grid, all, cells, seed);
  const terms = Object.fromEntries(
    factors.map((factor) => {
      const { values } = truthOfCells(samples, grid, draw, factor);
      return [factor.name, monomials(values, factor.width, degree)];
    }),
  );
  return { draw, columns: map.channels, features: featuresOfCells(map, draw), terms };
}

/** Terms of some factors side by side, [rows, columns]. */
function besides(rows: FactorRows, names: readonly string[]): { columns: number; values: Float32Array } {
  const parts = names.map((name) => rows.terms[name]);
  const columns = parts.reduce((sum, part) => sum + part.columns, 0);
  const values = new Float32Array(rows.draw.rows * columns);
  for (let row = 0, at = 0; row < rows.draw.rows; row++)
    for (const part of parts) {
      values.set(part.values.subarray(row * part.columns, (row + 1) * part.columns), at);
      at += part.columns;
    }
  return { columns, values };
}

/** Features of which every channel has mean 0 and deviation 1 over the training cells. */
function standardised(rows: Splits<FactorRows>): Splits<Float32Array> {
  const { draw, columns, features } = rows.train;
  const { mean, inverseDeviation } = featureStandard(features, draw.rows, columns);
  return mapSplits(rows, ({ features: ofSplit }) =>
    ofSplit.map((value, i) => (value - mean[i % columns]) * inverseDeviation[i % columns]),
  );
}

/** Share of the variance of all channels that some factors explain. */
function explained(
  rows: Splits<FactorRows>,
  standard: Splits<Float32Array>,
  names: readonly string[],
  sceneOfFrame: Int32Array,
): VarianceShare {
  const { columns } = rows.train;
  const data = mapSplits(rows, (ofSplit) => besides(ofSplit, names));
  const [fit] = fitRidge(
    { rows: rows.train.draw.rows, features: data.train.values, targets: [standard.train] },
    { rows: rows.validation.draw.rows, features: data.validation.values, targets: [standard.validation] },
    data.train.columns,
  );
  const n = rows.test.draw.rows;
  const predicted = fit.predict(data.test.values, n);
  const centre = new Float64Array(columns);
  standard.test.forEach((value, i) => (centre[i % columns] += value / n));
  const scenes = Math.max(...sceneOfFrame) + 1;
  const sums: SceneSums = {
    form: 'one-minus-ratio',
    numerator: new Array<number>(scenes).fill(0),
    denominator: new Array<number>(scenes).fill(0),
  };
  for (let i = 0; i < standard.test.length; i++) {
    const scene = sceneOfFrame[rows.test.draw.frames[Math.floor(i / columns)]];
    sums.numerator[scene] += (standard.test[i] - predicted[i]) ** 2;
    sums.denominator[scene] += (standard.test[i] - centre[i % columns]) ** 2;
  }
  return { value: valueOfSums(sums), scenes: sums };
}
