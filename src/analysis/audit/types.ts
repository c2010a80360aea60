import type { Problem } from '../../../data-loaders/check-dataset.js';
import type { ProbeHead, ProbeMetric } from '../../probes/index.js';

/** A value from all test scenes, and its 95 % bootstrap interval over them; null where fewer than two scenes tell it. */
export interface Estimate {
  value: number;
  interval: [number, number] | null;
}

/**
 * What a score has to be more than, see `nullDescriptions`: encoders that see no image, an encoder that sees it only through random
 * directions, and one that learnt nothing.
 */
export type NullName = 'constant' | 'position' | 'height' | 'density' | 'rank' | 'untrained';

/** A null beside one score. */
export interface BesideNull {
  /** Score of the null; of the rank null the mean over its draws. */
  value: number;
  /** By how much the encoder is better, in the unit of the metric (lower errors count as better). */
  beyond: Estimate;
}

/** One read-out of one layer, beside the nulls that were asked the same of the same cells. */
export interface AuditedProbe extends Estimate {
  layer: string;
  target: string;
  head: ProbeHead;
  metric: ProbeMetric;
  unit: string;
  /** Test cells behind it. */
  n: number;
  nulls: Partial<Record<NullName, BesideNull>>;
}

/** Corruptions that change colour, and all others. */
export type CorruptionGroup = 'colour' | 'other';

/** A comparison of remaining skills at the lower of the two clean skills, `c*·(r₁/c₁ − r₂/c₂)`. */
export interface MatchedSkill {
  cleanSkill: number;
  difference: Estimate;
  /** The matched clean skill is so low that there is too little to lose: the difference says nothing. */
  tooLittle: boolean;
}

/** What is left of a target's read-out under corruption, as skill `1 − E/E_position`. */
export interface AuditedSkill {
  layer: string;
  target: string;
  clean: Estimate;
  /** Mean over a group's corruptions and severities, each below 0 counting as 0. */
  corrupted: Partial<Record<CorruptionGroup, Estimate>>;
  /** Against nulls that have a skill of their own, at matched clean skill. */
  matched: Partial<Record<'rank' | 'untrained', Partial<Record<CorruptionGroup, MatchedSkill>>>>;
  bySet: { corruption: string; severity: number; skill: number }[];
  n: number;
}

/** How often the features of a corrupted cell find their own image among the clean ones at the same position. */
export interface AuditedRetrieval {
  layer: string;
  /** Recall of guessing, which is that of position alone. */
  chance: number;
  corrupted: Partial<Record<CorruptionGroup, Estimate>>;
}

/** How far features move when one factor alone is drawn anew, as d′. */
export interface AuditedShift extends Estimate {
  layer: string;
  factor: string;
  /** The same of an untrained encoder; position alone and a constant do not move. */
  untrained?: number;
  n: number;
}

/** A layer that was audited. */
export interface AuditedLayer {
  name: string;
  channels: number;
  /** Cells along each axis, and image pixels of each. */
  height: number;
  width: number;
  stride: number;
  /** Of its features at training cells; the number that the rank null is matched to. */
  effectiveRank: number;
  /** Of the rank null, by draw: lower where the colours of a cell's surroundings have no more directions. */
  rankNull: { projections: number; effectiveRank: number }[];
}

/** Something that was asked and cannot be told, and why. */
export interface NotMeasurable {
  what: string;
  layer?: string;
  reason: string;
}

/** What an encoder keeps, withstands and follows, beside what needs no encoder at all. Plain values. */
export interface EncoderAudit {
  encoder: string;
  dataset: string;
  seed: number;
  /** Frames by split, and test scenes: what intervals are taken over. */
  frames: { train: number; validation: number; test: number };
  testScenes: string[];
  /** The nulls that were measured, in words. */
  nulls: Partial<Record<NullName, string>>;
  layers: AuditedLayer[];
  probes: AuditedProbe[];
  skills: AuditedSkill[];
  retrieval: AuditedRetrieval[];
  shifts: AuditedShift[];
  notMeasurable: NotMeasurable[];
  notes: string[];
  /** Frames that could not be read and were left out. */
  skipped: Problem[];
}
