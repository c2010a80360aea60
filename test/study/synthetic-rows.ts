import { corruptions } from '../../src/robustness/index.js';
import type { Row, SceneSums } from '../../src/study/types.js';
import { seeded, type Random } from '../../src/support/random.js';

/** True values of a variation: of probes by `target`, `target/stage` or `target/stage/head` (the longest match counts), of tasks and robustness. */
export interface Truths {
  probes?: Record<string, number>;
  delta1?: number;
  absRel?: number;
  /** Clean skill and the share of it that each group of corruptions leaves, by head. */
  skill?: Record<'ridge' | 'fine-tuned', { clean: number; colour: number; other: number }>;
}

export interface SyntheticStudy {
  rows: Row[];
  testScenes: string[];
}

const probes: [target: string, metric: string][] = [
  ['albedo', 'r2'],
  ['texture', 'accuracy'],
  ['texture-frequency', 'r2'],
  ['texture-orientation', 'r2'],
  ['depth-beyond-position', 'r2'],
  ['depth-within-image', 'r2'],
];

const ordinary: Required<Truths> = {
  probes: {},
  delta1: 0.6,
  absRel: 0.3,
  skill: {
    ridge: { clean: 0.5, colour: 0.8, other: 0.6 },
    'fine-tuned': { clean: 0.7, colour: 0.8, other: 0.6 },
  },
};

/**
 * Rows as a study would hold them, of encoders with known true values: every row the verdicts read, with sums per test
 * scene, noise by seed and noise by scene (the latter shared between the variations of a seed, as scenes are).
 */
export function syntheticStudy(
  variations: Record<string, Truths>,
  { seeds = 5, scenes = 20, noise = 0.005, name = 'synthetic' } = {},
): SyntheticStudy {
  const rows: Row[] = [];
  const testScenes = Array.from({ length: scenes }, (_, k) => `scene${k}`);
  for (const [variation, truths] of Object.entries(variations)) {
    const truth = { ...ordinary, ...truths };
    for (let seed = 0; seed < seeds; seed++) {
      const random = seeded(name, variation, seed);
      const add = (row: Partial<Row>, form: SceneSums['form'], value: number): void => {
        const sums = sumsAround(value + noise * random.normal(), form, noise, testScenes.length, random);
        rows.push({ ...frame(variation, seed), ...row, value: valueAll(sums), scenes: sums } as Row);
      };
      for (const [target, metric] of probes)
        for (const stage of ['s4', 'out'])
          for (const head of ['ridge', 'mlp']) {
            const value =
              truth.probes[`${target}/${stage}/${head}`] ??
              truth.probes[`${target}/${stage}`] ??
              truth.probes[target] ??
              0.4;
            add(
              { kind: 'probe', target, metric, stage, head },
              metric === 'accuracy' ? 'ratio' : 'one-minus-ratio',
              value,
            );
          }
      for (const labels of [0.01, 0.1, 1]) {
        add({ kind: 'task', target: 'depth', head: 'fine-tuned', labels, metric: 'delta1' }, 'ratio', truth.delta1);
        add({ kind: 'task', target: 'depth', head: 'fine-tuned', labels, metric: 'absRel' }, 'ratio', truth.absRel);
      }
      for (const head of ['ridge', 'fine-tuned'] as const) {
        const { clean, ...left } = truth.skill[head];
        const common = { kind: 'robustness' as const, target: 'depth', head, metric: 'skill', stage: 'out' };
        add({ ...common, corruption: 'clean', severity: 0 }, 'one-minus-ratio', clean);
        for (const [corruption, { group }] of Object.entries(corruptions))
          for (const severity of [1, 2, 3, 4, 5])
            add({ ...common, corruption, severity }, 'one-minus-ratio', clean * left[group]);
      }
    }
  }
  return { rows, testScenes };
}

function frame(variation: string, seed: number): Partial<Row> {
  return {
    run: `${variation}-${seed}`,
    variation,
    seed,
    dataset: 'synthetic',
    split: 'test',
    protocol: 'made up',
    unit: '',
    n: 1,
    commit: '',
    backend: '',
  };
}

function sumsAround(value: number, form: SceneSums['form'], noise: number, scenes: number, random: Random): SceneSums {
  const ratio = form === 'one-minus-ratio' ? 1 - value : value;
  const denominator = Array.from({ length: scenes }, () => random.uniform(50, 100));
  return { form, denominator, numerator: denominator.map((weight) => weight * (ratio + noise * random.normal())) };
}

function valueAll({ form, numerator, denominator }: SceneSums): number {
  const total = (values: number[]): number => values.reduce((sum, value) => sum + value, 0);
  const ratio = total(numerator) / total(denominator);
  return form === 'one-minus-ratio' ? 1 - ratio : ratio;
}
