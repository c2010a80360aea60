import { randomUUID } from 'node:crypto';
import type { Cell } from './nbformat.js';
import type { PercentCell } from './percent-format.js';
import { isTextMetadata } from './percent-marker.js';

/**
 * The cells of a text with what only the notebook knows of them: ids, attachments, the state of Jupyter, and the outputs
 * of those whose source is the same.
 *
 * Cells are the same when type and source agree, in order first and then wherever they were moved; a cell between two
 * that are the same is the one that stood there, edited.
 */
export function mergeCells(cells: readonly PercentCell[], previous: readonly Cell[]): Cell[] {
  const partners = partnersOf(cells, previous);
  return cells.map((cell, i) => merged(cell, partners[i] === undefined ? undefined : previous[partners[i]]));
}

function merged({ cell_type, metadata, source }: PercentCell, before: Cell | undefined): Cell {
  const hidden = Object.entries(before?.metadata ?? {}).filter(([key, value]) => !isTextMetadata(key, value));
  const common = {
    id: before?.id ?? randomUUID().slice(0, 8),
    metadata: { ...metadata, ...Object.fromEntries(hidden) },
    source,
  };
  if (cell_type === 'code') {
    const ran = before?.cell_type === 'code' && before.source === source ? before : undefined;
    return { cell_type, ...common, execution_count: ran?.execution_count ?? null, outputs: ran?.outputs ?? [] };
  }
  const attachments = before && before.cell_type !== 'code' ? before.attachments : undefined;
  return { cell_type, ...common, ...(attachments ? { attachments } : {}) };
}

/** For each cell of the text, the index of the notebook's cell that it is. */
function partnersOf(cells: readonly PercentCell[], previous: readonly Cell[]): (number | undefined)[] {
  const partners = inOrder(cells, previous);
  const free = new Set(previous.keys());
  for (const partner of partners) if (partner !== undefined) free.delete(partner);

  const anchors = [...partners];
  const take = (i: number, fits: (cell: Cell, at: number) => boolean): void => {
    const at = [...free].find((index) => fits(previous[index], index));
    if (at === undefined) return;
    partners[i] = at;
    free.delete(at);
  };
  for (const [i, cell] of cells.entries()) if (partners[i] === undefined) take(i, (other) => isSame(cell, other));
  for (const [i, cell] of cells.entries()) {
    if (partners[i] !== undefined) continue;
    const after = anchors.slice(0, i).findLast((at) => at !== undefined) ?? -1;
    const before = anchors.slice(i).find((at) => at !== undefined) ?? previous.length;
    take(i, (other, at) => other.cell_type === cell.cell_type && at > after && at < before);
  }
  return partners;
}

function isSame(cell: PercentCell, other: Cell): boolean {
  return cell.cell_type === other.cell_type && cell.source === other.source;
}

/** The longest common subsequence of equal cells. */
function inOrder(cells: readonly PercentCell[], previous: readonly Cell[]): (number | undefined)[] {
  const lengths = Array.from({ length: cells.length + 1 }, () => new Uint32Array(previous.length + 1));
  for (let i = cells.length - 1; i >= 0; i--)
    for (let j = previous.length - 1; j >= 0; j--)
      lengths[i][j] = isSame(cells[i], previous[j])
        ? lengths[i + 1][j + 1] + 1
        : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
  const partners: (number | undefined)[] = cells.map(() => undefined);
  for (let i = 0, j = 0; i < cells.length && j < previous.length;) {
    if (isSame(cells[i], previous[j])) partners[i++] = j++;
    else if (lengths[i + 1][j] >= lengths[i][j + 1]) i++;
    else j++;
  }
  return partners;
}
