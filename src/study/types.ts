import type { SceneSums, SceneValues } from '../stats/scene-sums.js';

export type { SceneSums };

/** What a row measures. */
export type RowKind =
  'pretrain' | 'audit' | 'probe' | 'robustness' | 'retrieval' | 'intervention' | 'similarity' | 'task';

/** One measurement: the value and everything that says what it is. A line of `rows.jsonl`. */
export interface Row {
  kind: RowKind;
  /** Id of the run that made it. */
  run: string;
  /** Pretraining variation or control: none, cross-view, cross-modal, cross-view+cross-modal, or a baseline (position, trivial …). */
  variation: string;
  seed: number;
  dataset: string;
  split: string;
  /** How it was measured, in one phrase: 'ridge, λ on validation scenes, per cell'. */
  protocol: string;
  metric: string;
  value: number;
  unit: string;
  /** Number of items (cells, images, pairs) behind the value. */
  n: number;
  ci95?: [number, number];
  /** Stage of the encoder. */
  stage?: string;
  /** Read-out: ridge, mlp; of a task: fine-tuned together with the encoder, decoder or linear on its frozen features. */
  head?: string;
  /** What was read out: rgb, chroma, albedo, texture, depth, depth-beyond-position, …; or the task. */
  target?: string;
  /** The one class that was scored; all of them when omitted. */
  class?: string;
  corruption?: string;
  severity?: number;
  /** Factor that alone was changed: colour, texture, light, geometry. */
  factor?: string;
  /** Share of labels used for fine-tuning, 0..1. */
  labels?: number;
  /** The other side of a similarity. */
  otherVariation?: string;
  otherStage?: string;
  /** Training step, for curves. */
  step?: number;
  /** In the order of the study's `testScenes`: lets the scene-to-scene variance of a paired difference be estimated. */
  scenes?: SceneValues;
  commit: string;
  backend: string;
}

/** Mean over seeds with its 95 % t interval (null for one seed) and the number n of values behind it. */
export interface Estimate {
  mean: number;
  ci95: [number, number] | null;
  n: number;
}

/** What is said of a finding; `not-measurable` where the study has no rows that it needs. */
export type Verdict = 'supported' | 'contradicted' | 'equivalent' | 'inconclusive' | 'not-measurable';

/** One metric of one finding: a paired difference with its interval against the margin. */
export interface FindingPart {
  /** e.g. 'albedo a*b* R², ridge, out' */
  name: string;
  unit: string;
  /** Cross-modal minus cross-view, mean over seeds. */
  estimate: number | null;
  /** Holm-adjusted interval. */
  ci95: [number, number] | null;
  margin: number;
  /** +1 when the claim is that the difference is positive, −1 when negative. */
  claimedSign: 1 | -1;
  seeds: number;
  /** Differences of the single seeds. */
  perSeed: number[];
  smallestDetectable: number | null;
  verdict: Verdict;
  /** True for cross-modal minus untrained: needed before the finding is supported, without part in its other verdicts. */
  guard?: boolean;
  /** Why it is not measurable or gives no verdict. */
  note?: string;
}

/** What a study says of one finding of the paper: the estimate that decides, its interval and the verdict. */
export interface Finding {
  id: 'color' | 'texture' | 'depth-cues' | 'depth-prediction' | 'robustness';
  statement: string;
  comparison: string;
  unit: string;
  /** Of the part that decides. */
  estimate: number | null;
  ci95: [number, number] | null;
  n: number;
  seeds: number;
  margin: number;
  verdict: Verdict;
  parts: FindingPart[];
  note?: string;
}

/** What a study measured of one variation, each number averaged over its seeds. */
export interface VariationSummary {
  pretrain: { steps: number; finalLoss: number | null };
  /** probes[target][metric]: ridge probe at the output. */
  probes: Record<string, Record<string, Estimate>>;
  tasks: Record<string, Record<string, Estimate>>;
  robustness: Record<string, Record<string, Estimate>>;
  /** Audit figures by name: effective rank, recall on unseen scenes, nulls. */
  audit: Record<string, Estimate>;
  /** Reasons why a run of this variation is invalid; empty when all is well. */
  invalid: string[];
}

/** `study.json`: the whole result of a study. */
export interface StudyResult {
  schema: 1;
  dataset: string;
  profile: string;
  backend: string;
  commit: string;
  machine: { cpu: string; cores: number; memoryGB: number; node: string; platform: string };
  seeds: number[];
  testScenes: string[];
  /** Of all calls that carried out its runs, also of those that were interrupted or killed. */
  wallSeconds: number;
  /** Of the largest process. */
  peakMemoryMB: number;
  config: Record<string, unknown>;
  variations: Record<string, VariationSummary>;
  findings: Finding[];
  figures: string[];
  notes: string[];
  /** Frames that could not be read and were left out, where there were such; `config.leftOut` names them. */
  skippedFrames?: number;
}

/** A picture set for the panels figure: values of one small image each, stored as PNG under `panels/`. */
export interface Panel {
  /** e.g. 'input', 'depth-truth', 'colour-read-out', 'depth-read-out', 'semantic-prediction'. */
  kind: string;
  sample: string;
  /** Undefined for inputs and truths. */
  variation?: string;
  seed?: number;
  /** What was done to the image, and how strongly. */
  corruption?: string;
  severity?: number;
  /** Path relative to the study folder. */
  file: string;
  /** One line a figure may print below it, e.g. 'R² .71'. */
  caption?: string;
}

/** A study as read back from its folder; what figures take. */
export interface Study {
  folder: string;
  result: StudyResult;
  rows: Row[];
  panels: Panel[];
}
