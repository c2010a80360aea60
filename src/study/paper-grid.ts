import type { DatasetName } from '../../data-loaders/registry.js';
import { variations } from '../pretrain/index.js';
import type { Row } from './types.js';

/** A dataset and a task that models are trained for. */
export interface GridCell {
  dataset: DatasetName;
  task: string;
}

/**
 * The 108 models of Hehn, Kooij & Gavrila (arXiv 2211.13309) in our reading, of whose exact grid only the number could be read:
 * nine cells × four variations × three seeds.
 */
export const paperGrid: { cells: readonly GridCell[]; variations: readonly string[]; seeds: number } = {
  cells: [
    { dataset: 'scannet', task: 'semantic' },
    { dataset: 'scannet', task: 'instances' },
    { dataset: 'scannet', task: 'depth' },
    { dataset: 'scannet', task: 'reconstruction' },
    { dataset: 'nyuv2', task: 'semantic' },
    { dataset: 'nyuv2', task: 'depth' },
    { dataset: 'kitti', task: 'depth' },
    { dataset: 'cityscapes', task: 'semantic' },
    { dataset: 'coco', task: 'detection' },
  ],
  variations: Object.keys(variations),
  seeds: 3,
};

/** How many seeds of a cell and a variation have been measured. */
export interface GridCoverage extends GridCell {
  variation: string;
  seeds: number;
}

/** The seeds that rows of any studies have of some cells, those of {@link paperGrid} when omitted; 0 where a model is missing. */
export function gridCoverage(rows: readonly Row[], cells: readonly GridCell[] = paperGrid.cells): GridCoverage[] {
  return cells.flatMap(({ dataset, task }) =>
    paperGrid.variations.map((variation) => {
      const own = rows.filter(
        (row) => row.kind === 'task' && row.dataset === dataset && row.target === task && row.variation === variation,
      );
      return { dataset, task, variation, seeds: new Set(own.map(({ seed }) => seed)).size };
    }),
  );
}
