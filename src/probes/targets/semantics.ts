import type { Sample } from '../../../data-loaders/sample.js';
import { pixelsOfCell, type CellGrid, type CellValues } from '../cells.js';
import { rememberedOnGrid } from '../remember.js';
import type { ProbeTarget } from '../target.js';

export const semantics: ProbeTarget = {
  name: 'semantics',
  description:
    'Semantic class that most labelled pixels of the cell are of; cells that are mostly unlabelled are left out.',
  unit: 'class',
  width: 1,
  kind: 'classification',
  balanced: false,
  metrics: ['overallAccuracy', 'meanIou'],
  requires: ['semantics'],
  cells: 'known',
  values: rememberedOnGrid(({ semantics: labels }) => labels!, commonestLabels),
};

/** The commonest label of each cell, of equally common ones the lowest; unknown where less than half is labelled. */
function commonestLabels(sample: Sample, grid: CellGrid): CellValues {
  const labels = sample.semantics!;
  const cells = grid.height * grid.width;
  const values = new Float32Array(cells);
  const mask = new Uint8Array(cells);
  for (let cell = 0; cell < cells; cell++) {
    const { top, bottom, left, right } = pixelsOfCell(cell, sample, grid);
    const counts = new Map<number, number>();
    let labelled = 0;
    for (let row = top; row < bottom; row++)
      for (let pixel = row * sample.width + left; pixel < row * sample.width + right; pixel++) {
        const label = labels[pixel];
        if (label === 0) continue;
        labelled++;
        counts.set(label, (counts.get(label) ?? 0) + 1);
      }
    if (labelled === 0 || 2 * labelled < (bottom - top) * (right - left)) continue;
    mask[cell] = 1;
    values[cell] = commonest(counts);
  }
  return { values, mask };
}

function commonest(counts: ReadonlyMap<number, number>): number {
  let best = 0;
  let most = 0;
  for (const [label, count] of counts)
    if (count > most || (count === most && label < best)) [best, most] = [label, count];
  return best;
}
