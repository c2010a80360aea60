import type { Modality, Sample } from '../../data-loaders/sample.js';
import type { CellGrid, CellValues } from './cells.js';

/** How many points are found in another view: among others, or up to a radius in pixels. */
export type RecallMetric = `recallAt${number}` | `recallAt${number}Within${number}px`;

/**
 * How well a read-out does; those that begin with `absRel` and `rmse` and `angularErrorDegrees` are better when low, the
 * others when high.
 */
export type ProbeMetric = CellMetric | RecallMetric;

/** How well a read-out of cells does. */
export type CellMetric =
  | 'r2'
  | 'accuracy'
  | 'overallAccuracy'
  | 'meanIou'
  | 'delta1'
  | 'absRel'
  | 'rmse'
  | 'delta1ScaleShift'
  | 'absRelScaleShift'
  | 'rmseScaleShift'
  | 'angularErrorDegrees';

/** Something that may or may not be decodable from the features of a cell. An entry of `probeTargets`. */
export interface ProbeTarget {
  name: string;
  /** What is read out, in one sentence. */
  description: string;
  /** Unit of the values. */
  unit: string;
  /** Numbers a cell; of a classification, one: the class, an integer from 0. */
  width: number;
  kind: 'regression' | 'classification';
  /** The first one is the target's own. */
  metrics: readonly CellMetric[];
  /** What a sample must carry. */
  requires: readonly Modality[];
  /**
   * Which cells are asked about: any, those about whose centre 8×8 pixels lie on one instance, or those of which this
   * target's value is known.
   */
  cells: 'any' | 'single-instance' | 'known';
  /** Of a classification: whether it is fitted so that every class counts the same, or as it comes, every cell. */
  balanced?: boolean;
  /** What is known beforehand and taken out of the target, so that features earn nothing by holding it. */
  beyond?: 'position' | 'geometry';
  /** Truth of every cell of a sample; not to be changed by whoever gets it, as it may be kept. */
  values(sample: Sample, grid: CellGrid): CellValues;
}
