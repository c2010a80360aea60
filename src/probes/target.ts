import type { Modality, Sample } from '../../data-loaders/sample.js';
import type { CellGrid, CellValues } from './cells.js';

/** How well a read-out does; `r2`, `accuracy` and `delta1` are better when high, the others when low. */
export type ProbeMetric = 'r2' | 'accuracy' | 'delta1' | 'absRel' | 'rmse' | 'angularErrorDegrees';

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
  metrics: readonly ProbeMetric[];
  /** What a sample must carry. */
  requires: readonly Modality[];
  /** Which cells are asked about: any, or only those about whose centre 8×8 pixels lie on one instance. */
  cells: 'any' | 'single-instance';
  /** What is known beforehand and taken out of the target, so that features earn nothing by holding it. */
  beyond?: 'position' | 'geometry';
  /** Truth of every cell of a sample; not to be changed by whoever gets it, as it may be kept. */
  values(sample: Sample, grid: CellGrid): CellValues;
}
