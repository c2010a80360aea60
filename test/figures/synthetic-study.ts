import * as path from 'node:path';
import { writePng } from '../../src/formats/png.js';
import { colourise } from '../../src/image/colormap.js';
import { corruptions } from '../../src/robustness/index.js';
import { tInterval, mean } from '../../src/stats/index.js';
import type { Estimate, Finding, FindingPart, Panel, Row, Study, StudyResult, Verdict } from '../../src/study/types.js';
import { writeFileAtomic } from '../../src/support/files.js';
import { seeded, type Random } from '../../src/support/random.js';

const variations = ['none', 'cross-view', 'cross-modal', 'cross-view+cross-modal'];
const stages = ['s1', 's2', 's3', 's4', 'd3', 'd2', 'out'];
/**
 * Invented strength of each target per variation (first stage, last stage). None of it was measured: the numbers only
 * have to be plausible enough to try figures on.
 */
const invented: Record<string, { metric: string; ends: [number, number][] }> = {
  rgb: { metric: 'r2', ends: [[0.96, 0.72], [0.95, 0.6], [0.94, 0.3], [0.94, 0.45]] }, // prettier-ignore
  chroma: { metric: 'r2', ends: [[0.93, 0.7], [0.92, 0.5], [0.9, 0.12], [0.91, 0.3]] }, // prettier-ignore
  albedo: { metric: 'r2', ends: [[0.85, 0.62], [0.84, 0.48], [0.83, 0.1], [0.83, 0.28]] }, // prettier-ignore
  texture: { metric: 'accuracy', ends: [[0.3, 0.42], [0.32, 0.5], [0.31, 0.4], [0.32, 0.47]] }, // prettier-ignore
  'texture-orientation': { metric: 'r2', ends: [[0.1, 0.14], [0.11, 0.2], [0.1, 0.08], [0.11, 0.15]] }, // prettier-ignore
  depth: { metric: 'r2', ends: [[0.18, 0.2], [0.18, 0.24], [0.19, 0.36], [0.19, 0.35]] }, // prettier-ignore
  'depth-beyond-position': { metric: 'r2', ends: [[0.05, 0.09], [0.06, 0.13], [0.06, 0.24], [0.06, 0.23]] }, // prettier-ignore
  normals: { metric: 'r2', ends: [[0.1, 0.18], [0.11, 0.25], [0.11, 0.37], [0.11, 0.36]] }, // prettier-ignore
};

export interface SyntheticOptions {
  seed?: number;
  /** Number of replications. */
  seeds?: number;
  /** Where panels are written; without it the study has none. */
  folder?: string;
}

/** A study with every kind of row whose numbers are invented from a seed, to try figures and reports on. */
export function syntheticStudy({ seed = 0, seeds = 5, folder }: SyntheticOptions = {}): Study {
  const random = seeded('synthetic study', seed);
  const rows: Row[] = [];
  const add = (row: Pick<Row, 'kind' | 'variation' | 'seed' | 'metric' | 'value'> & Partial<Row>): void => {
    rows.push({
      run: 'synthetic',
      dataset: 'rooms',
      split: 'test',
      protocol: 'synthetic: invented, not measured',
      unit: '1',
      n: 1920,
      commit: '000000000000',
      backend: 'none',
      ...row,
    });
  };
  for (let s = 0; s < seeds; s++) {
    variations.forEach((variation, v) => {
      addPretraining(add, variation, v, s, random);
      addProbes(add, variation, v, s, random);
      addRobustness(add, variation, v, s, random);
      addInterventions(add, variation, v, s, random);
      addTask(add, variation, v, s, random);
    });
    addBaselines(add, s, random);
    addSimilarity(add, s, random);
    addFurtherTasks(add, s, seeded('synthetic tasks', seed, s));
  }
  const panels = folder === undefined ? [] : writePanels(folder, seeded('synthetic panels', seed));
  return { folder: folder ?? '', result: syntheticResult(rows, seeds, random), rows, panels };
}

type Add = (row: Pick<Row, 'kind' | 'variation' | 'seed' | 'metric' | 'value'> & Partial<Row>) => void;

function addPretraining(add: Add, variation: string, v: number, seed: number, random: Random): void {
  if (v > 0) {
    const start = 4.2 + 0.8 * v;
    for (let step = 0; step <= 200; step += 10) {
      const loss = start * (0.25 + 0.75 * Math.exp(-step / 60)) + 0.05 * random.normal();
      add({ kind: 'pretrain', variation, seed, metric: 'loss', value: loss, step, unit: 'nat', n: 16 });
    }
  }
  const audit = { kind: 'audit', variation, seed } as const;
  add({ ...audit, metric: 'effective-rank', value: [18, 9, 4, 6][v] * (1 + 0.08 * random.normal()), stage: 'out' });
  for (const [t, task] of ['cross-view', 'cross-modal'].entries()) {
    if (v < 3 && t !== Math.max(0, v - 1)) continue;
    const recall = [0.12, 0.44, 0.31, 0.38][v] - 0.06 * t;
    const row = { ...audit, target: task, n: 2000 };
    add({ ...row, metric: 'recall@1', value: recall + 0.02 * random.normal() });
    add({ ...row, metric: 'null-position', value: 0.09 + 0.01 * random.normal() });
    add({ ...row, metric: 'null-height', value: 0.05 + 0.01 * random.normal() });
    add({ ...row, metric: 'null-density', value: 0.02 + 0.005 * random.normal() });
  }
}

function addProbes(add: Add, variation: string, v: number, seed: number, random: Random): void {
  for (const [target, { metric, ends }] of Object.entries(invented)) {
    const level = 0.02 * random.normal();
    stages.forEach((stage, i) => {
      const t = i / (stages.length - 1);
      for (const head of ['ridge', 'mlp']) {
        const gain = head === 'mlp' ? 0.06 * (1 - ends[v][1]) : 0;
        const value = ends[v][0] * (1 - t) + ends[v][1] * t + gain + level * t + 0.008 * random.normal();
        add({ kind: 'probe', variation, seed, metric, value, stage, head, target, n: 5760 });
      }
    });
  }
}

function addRobustness(add: Add, variation: string, v: number, seed: number, random: Random): void {
  for (const head of ['ridge', 'fine-tuned']) {
    const clean = (head === 'ridge' ? [0.2, 0.24, 0.36, 0.35][v] : [0.4, 0.44, 0.48, 0.49][v]) + 0.02 * random.normal();
    const metric = head === 'ridge' ? 'r2' : 'delta1';
    const target = 'depth';
    for (const corruption of ['clean', ...Object.keys(corruptions)]) {
      const isColour = corruptions[corruption]?.group === 'colour';
      const strength = isColour ? [0.16, 0.12, 0.03, 0.06][v] : [0.12, 0.14, 0.1, 0.09][v];
      for (const severity of corruption === 'clean' ? [0] : [1, 2, 3, 4, 5]) {
        const skill = clean * (1 - strength * severity) + 0.008 * random.normal();
        const row = { kind: 'robustness', variation, seed, corruption, severity, head, target, n: 1920 } as const;
        add({ ...row, metric, value: head === 'ridge' ? skill : 0.3 + 0.6 * skill });
        add({ ...row, metric: 'skill', value: skill });
      }
    }
  }
  for (const corruption of ['clean', ...Object.keys(corruptions)])
    for (const severity of corruption === 'clean' ? [0] : [1, 3, 5])
      add({
        kind: 'retrieval',
        variation,
        seed,
        metric: 'recall',
        value: Math.max(0.02, 0.6 - [0.1, 0.08, 0.05, 0.06][v] * severity + 0.02 * random.normal()),
        corruption,
        severity,
        stage: 'out',
        n: 400,
      });
}

function addInterventions(add: Add, variation: string, v: number, seed: number, random: Random): void {
  const strengths: Record<string, number[]> = {
    colour: [1.6, 1.2, 0.3, 0.6],
    texture: [0.9, 1.0, 0.7, 0.8],
    light: [0.8, 0.5, 0.25, 0.3],
    geometry: [1.3, 1.6, 2.4, 2.3],
  };
  for (const [factor, strength] of Object.entries(strengths)) {
    const value = strength[v] * (1 + 0.1 * random.normal());
    add({ kind: 'intervention', variation, seed, factor, stage: 'out', metric: 'd-prime', value, unit: 'd′', n: 800 });
  }
}

function addTask(add: Add, variation: string, v: number, seed: number, random: Random): void {
  for (const labels of [0.01, 0.1, 1]) {
    const skill = [0.42, 0.47, 0.53, 0.54][v] + 0.09 * Math.log10(labels * 100) + 0.012 * random.normal();
    const row = { kind: 'task', variation, seed, head: 'fine-tuned', target: 'depth', labels, n: 160 } as const;
    add({ ...row, metric: 'delta1', value: skill });
    add({ ...row, metric: 'absRel', value: 0.62 - 0.6 * skill + 0.006 * random.normal() });
    add({ ...row, metric: 'rmse', value: 1.9 - 1.4 * skill, unit: 'm' });
    add({ ...row, metric: 'silog', value: 48 - 30 * skill });
  }
}

/** Invented scores of the tasks besides depth: without looking, of each variation with all labels, and its clean skill. */
const furtherTasks = {
  semantic: { metric: 'meanIou', trivial: 0.02, ends: [0.14, 0.19, 0.2, 0.21], skill: [0.12, 0.17, 0.18, 0.19] },
  detection: { metric: 'ap50', trivial: 0.01, ends: [0.12, 0.16, 0.2, 0.19], skill: [0.11, 0.15, 0.19, 0.18] },
  instances: { metric: 'ap50', trivial: 0.005, ends: [0.1, 0.13, 0.17, 0.16], skill: [0.1, 0.13, 0.17, 0.16] },
  reconstruction: { metric: 'psnr', trivial: 14.2, ends: [22.5, 20.1, 17.4, 18.6], skill: [0.84, 0.7, 0.5, 0.6] },
} as const;

function addFurtherTasks(add: Add, seed: number, random: Random): void {
  for (const [target, { metric, trivial, ends, skill }] of Object.entries(furtherTasks))
    for (const labels of [0.01, 0.1, 1]) {
      const row = { kind: 'task', seed, target, metric, labels, n: 160 } as const;
      const looked = (v: number): number => trivial + (ends[v] - trivial) * (1 + Math.log10(labels) / 3);
      variations.forEach((variation, v) => {
        const value = looked(v) * (1 + 0.03 * random.normal());
        add({ ...row, variation, head: target === 'reconstruction' ? 'decoder' : 'fine-tuned', value });
        if (labels < 1) return;
        for (const corruption of ['clean', ...Object.keys(corruptions)])
          for (const severity of corruption === 'clean' ? [0] : [1, 3]) {
            const left = skill[v] * (1 - 0.15 * severity) + 0.01 * random.normal();
            const measure = { kind: 'robustness', metric: 'skill', target, head: 'fine-tuned' } as const;
            add({ ...measure, variation, seed, corruption, severity, value: left });
          }
      });
      add({ ...row, variation: 'trivial', head: 'trivial', value: trivial });
    }
}

function addBaselines(add: Add, seed: number, random: Random): void {
  const values: Record<string, number> = { depth: 0.13, normals: 0.1, texture: 0.24 };
  for (const [target, { metric }] of Object.entries(invented))
    for (const variation of ['position', 'trivial'])
      for (const head of ['ridge', 'mlp']) {
        const trivial = metric === 'accuracy' ? 0.21 : 0;
        const value = variation === 'trivial' ? trivial : (values[target] ?? 0.01) + 0.004 * random.normal();
        add({ kind: 'probe', variation, seed, metric, value, stage: 'out', head, target, n: 5760 });
      }
}

function addSimilarity(add: Add, seed: number, random: Random): void {
  for (const [s, stage] of stages.entries())
    for (let a = 0; a < variations.length; a++)
      for (let b = a; b < variations.length; b++) {
        const distance = [0, 0.25, 0.7, 0.55][Math.abs(a - b)] * (s / (stages.length - 1));
        add({
          kind: 'similarity',
          variation: variations[a],
          otherVariation: variations[b],
          stage,
          otherStage: stage,
          seed,
          metric: 'debiased-linear-cka',
          value: a === b ? 1 : 0.95 - distance + 0.02 * random.normal(),
        });
      }
}

function syntheticResult(rows: readonly Row[], seeds: number, random: Random): StudyResult {
  const enough = seeds >= 5;
  const part = (name: string, estimate: number, half: number, margin: number, claimedSign: 1 | -1): FindingPart => {
    const perSeed = Array.from({ length: seeds }, () => estimate + (half / 2) * random.normal());
    const ci95: [number, number] = [estimate - half, estimate + half];
    return {
      name,
      unit: ['R²', 'accuracy', 'δ₁', 'AbsRel'].find((unit) => name.includes(unit)) ?? 'skill',
      estimate,
      ci95: enough ? ci95 : null,
      margin,
      claimedSign,
      seeds,
      perSeed,
      smallestDetectable: half + margin,
      verdict: enough ? verdictOf(ci95, margin, claimedSign) : 'inconclusive',
    };
  };
  const places = ['ridge, s4', 'ridge, out', 'mlp, s4', 'mlp, out'];
  const withGuards = (parts: FindingPart[]): FindingPart[] => [
    ...parts,
    ...parts.map((own) => ({
      ...part(own.name, own.estimate! * 1.2, 0.06, own.margin, own.claimedSign),
      name: `${own.name}, against untrained`,
      guard: true,
    })),
  ];
  const texture = ['texture kind accuracy', 'texture frequency R²', 'texture orientation R²'];
  const findings: Finding[] = [
    finding(
      'color',
      'Cross-modal alignment discards colour',
      withGuards(
        places.map((place, i) => part(`albedo a*b* R², ${place}`, [-0.22, -0.38, -0.15, -0.3][i], 0.06, 0.05, -1)),
      ),
    ),
    finding(
      'texture',
      'Cross-modal alignment discards texture',
      withGuards(
        texture.flatMap((name, t) =>
          places.map((place, i) =>
            part(`${name}, ${place}`, [-0.02, -0.1, -0.01, -0.04][i] - 0.02 * t, 0.05, 0.05, -1),
          ),
        ),
      ),
    ),
    finding(
      'depth-cues',
      'Depth cues become linearly decodable under cross-modal alignment',
      withGuards([
        part('log-depth beyond position R², ridge, out', 0.12, 0.04, 0.05, 1),
        part('log-depth within image R², ridge, out', 0.09, 0.05, 0.05, 1),
      ]),
    ),
    finding(
      'depth-prediction',
      'Cross-modal pretraining improves depth prediction',
      withGuards([
        part('δ₁ after fine-tuning with all labels', 0.004, 0.005, 0.01, 1),
        part('AbsRel after fine-tuning with all labels', -0.16, 0.08, 0.01, -1),
      ]),
    ),
    finding('robustness', 'Cross-modal pretraining gives more robust encoders', [
      part('depth probe, colour corruptions', 0.05, 0.09, 0.02, 1),
      part('depth probe, other corruptions', -0.12, 0.06, 0.02, 1),
      part('depth task, colour corruptions', -0.11, 0.03, 0.02, 1),
      part('depth task, other corruptions', -0.09, 0.04, 0.02, 1),
    ]),
  ];
  return {
    schema: 1,
    dataset: 'rooms',
    profile: 'synthetic',
    backend: 'none',
    commit: '000000000000',
    machine: { cpu: 'none (synthetic)', cores: 0, memoryGB: 0, node: 'v20.19.0', platform: 'linux-x64' },
    seeds: Array.from({ length: seeds }, (_, i) => i),
    testScenes: Array.from({ length: 40 }, (_, i) => `test-${i}`),
    wallSeconds: 0,
    peakMemoryMB: 0,
    config: { profile: 'synthetic' },
    variations: Object.fromEntries(
      variations.map((variation) => [
        variation,
        {
          pretrain: { steps: variation === 'none' ? 0 : 200, finalLoss: variation === 'none' ? null : 1.3 },
          probes: { albedo: { r2: estimateOf(rows, variation, 'albedo') } },
          tasks: {},
          robustness: {},
          audit: {},
          invalid: [],
        },
      ]),
    ),
    findings,
    figures: [],
    notes: ['Synthetic: every number of this study is invented. It tests figures and says nothing of any encoder.'],
  };
}

function estimateOf(rows: readonly Row[], variation: string, target: string): Estimate {
  const values = rows
    .filter(
      (row) => row.variation === variation && row.target === target && row.stage === 'out' && row.head === 'ridge',
    )
    .map((row) => row.value);
  return { mean: mean(values), ci95: tInterval(values), n: values.length };
}

function finding(id: Finding['id'], statement: string, parts: FindingPart[]): Finding {
  const own = parts.filter((part) => !part.guard);
  const deciding = own.reduce((least, part) => (evidence(part) < evidence(least) ? part : least));
  return {
    id,
    statement,
    comparison: `cross-modal − cross-view, paired by seed: ${deciding.name}`,
    unit: deciding.unit,
    estimate: deciding.estimate,
    ci95: deciding.ci95,
    n: 40,
    seeds: deciding.seeds,
    margin: deciding.margin,
    verdict: deciding.verdict,
    parts,
    ...(deciding.ci95 ? {} : { note: 'fewer than five seeds give no verdict' }),
  };
}

function evidence({ estimate, claimedSign, margin }: FindingPart): number {
  return (estimate! * claimedSign) / margin;
}

function verdictOf([low, high]: [number, number], margin: number, sign: 1 | -1): Verdict {
  const [from, to] = sign === 1 ? [low, high] : [-high, -low];
  if (from > margin) return 'supported';
  if (to < -margin) return 'contradicted';
  return from > -margin && to < margin ? 'equivalent' : 'inconclusive';
}

const size = { width: 64, height: 48 };

/** Draws boxes in a corridor, and what a probe might make of them: the truth blurred and mixed with grey. */
function writePanels(folder: string, random: Random): Panel[] {
  const panels: Panel[] = [];
  const save = (panel: Omit<Panel, 'file'>, values: Uint8Array): void => {
    const name = [panel.kind, panel.sample, panel.variation, panel.corruption]
      .filter((part) => part !== undefined)
      .join('-');
    const file = path.join('panels', `${name.replace(/[^a-z0-9-]/g, '_')}.png`);
    writeFileAtomic(path.join(folder, file), writePng({ ...size, channels: 3, values }));
    panels.push({ ...panel, file });
  };
  for (let i = 0; i < 3; i++) {
    const sample = `test-${i}/0`;
    const { rgb, depth } = corridor(random);
    const turn = (values: Float32Array): Uint8Array => colourise(values, { low: 1, high: 6 });
    save({ kind: 'input', sample }, rgb);
    save({ kind: 'depth-truth', sample }, turn(depth));
    variations.forEach((variation, v) => {
      const colour = [0.7, 0.5, 0.12, 0.3][v];
      const geometry = [0.2, 0.24, 0.6, 0.55][v];
      const read = rgb.map((value) => 128 + colour * (value - 128) + 14 * random.normal());
      const depthRead = depth.map((value) => 3 + geometry * (value - 3) + 0.3 * random.normal());
      const caption = (r2: number): string => `R² ${r2.toFixed(2).replace(/^0/, '')}`;
      save({ kind: 'colour-read-out', sample, variation, seed: 0, caption: caption(colour) }, read);
      save({ kind: 'depth-read-out', sample, variation, seed: 0, caption: caption(geometry) }, turn(depthRead));
      save({ kind: 'reconstruction-prediction', sample, variation, seed: 0 }, read);
      for (const task of ['depth', 'semantic'])
        save({ kind: `${task}-prediction`, sample, variation, seed: 0 }, turn(depthRead));
      for (const task of ['depth', 'semantic'])
        save(
          { kind: `${task}-prediction`, sample, variation, seed: 0, corruption: 'gaussian-noise', severity: 3 },
          read,
        );
    });
    save({ kind: 'semantic-truth', sample }, turn(depth));
    save({ kind: 'input', sample, corruption: 'gaussian-noise', severity: 3 }, rgb.map((value) => 255 - value)); // prettier-ignore
  }
  return panels;
}

function corridor(random: Random): { rgb: Uint8Array; depth: Float32Array } {
  const { width, height } = size;
  const rgb = new Uint8Array(width * height * 3);
  const depth = new Float32Array(width * height);
  const paint = (i: number, metres: number, colour: readonly number[]): void => {
    depth[i] = metres;
    const shade = 1.15 - 0.12 * metres;
    for (let c = 0; c < 3; c++) rgb[3 * i + c] = Math.max(0, Math.min(255, 255 * colour[c] * shade));
  };
  const colour = (): number[] => [random.uniform(0.15, 1), random.uniform(0.15, 1), random.uniform(0.15, 1)];
  const [wall, floor] = [colour(), colour()];
  for (let v = 0; v < height; v++)
    for (let u = 0; u < width; u++) {
      const below = v - 0.45 * height;
      const metres = below > 0 ? Math.min(6, 40 / below) : 6;
      paint(v * width + u, Math.max(1, metres), metres < 6 ? floor : wall);
    }
  for (let box = 0; box < 4; box++) {
    const metres = random.uniform(1.2, 5);
    const side = Math.round(30 / metres);
    const [left, base, material] = [random.int(width - side), Math.round(0.45 * height + 40 / metres), colour()];
    for (let v = Math.max(0, base - side); v < Math.min(height, base); v++)
      for (let u = left; u < left + side; u++)
        if (depth[v * width + u] > metres) paint(v * width + u, metres, material);
  }
  return { rgb, depth };
}
