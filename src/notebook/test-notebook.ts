import { cellName } from './cell-name.js';
import { compareOutputs, type OutputDifference } from './compare-outputs.js';
import type { Tolerance } from './compare-text.js';
import { readNotebook, type Cell, type CodeCell } from './nbformat.js';
import { MAY_FAIL, NotebookError, runNotebook, type RunNotebookOptions } from './runner.js';

/** Tag of a cell that is run but not compared. */
const NOT_COMPARED = 'skip-test';

/** How far numbers may lie from the saved ones unless told: about the last of the four digits that tables show. */
export const defaultTolerance: Readonly<Tolerance> = { relative: 1e-3, absolute: 1e-6 };

/** Options of {@link testNotebook}. */
export interface TestNotebookOptions extends Pick<RunNotebookOptions, 'timeoutPerCell' | 'signal' | 'folder'> {
  tolerance?: Tolerance;
  /** Called after each code cell, with its index among all cells. */
  onCell?: (index: number) => void;
}

/** A cell whose fresh outputs are not the saved ones. */
export interface CellDifference extends OutputDifference {
  /** `Cell 12 (const names = …)`. */
  cell: string;
}

/** What running a notebook again found in comparison with its saved outputs. */
export interface NotebookTest {
  /** How many code cells were compared, and how many ran but were not. */
  compared: number;
  skipped: number;
  differences: CellDifference[];
  /** Why the notebook did not run to its end. */
  failure?: string;
}

/**
 * Runs a notebook in a fresh kernel and compares what its cells leave with what is saved in them.
 *
 * Cells tagged `raises-exception` have to fail as they did; those tagged `skip-test` are run only. Throws what
 * {@link runNotebook} throws, but for a cell that fails: then the cells before it are compared.
 */
export async function testNotebook(file: string, options: TestNotebookOptions = {}): Promise<NotebookTest> {
  const { tolerance = defaultTolerance, onCell, ...running } = options;
  const saved = readNotebook(file).cells;
  const ran = new Map<number, CodeCell>();
  let failure: string | undefined;
  try {
    await runNotebook(file, {
      ...running,
      onCell: (cell, index) => {
        ran.set(index, cell);
        onCell?.(index);
      },
    });
  } catch (error) {
    if (!(error instanceof NotebookError)) throw error;
    ran.delete(error.cell);
    failure = error.message;
  }
  const compared = [...ran].filter(([, cell]) => !hasTag(cell, NOT_COMPARED));
  const differences = compared.flatMap(([index, fresh]) => {
    const difference = differenceOf(saved[index], fresh, tolerance);
    return difference ? [{ cell: cellName(index, fresh.source), ...difference }] : [];
  });
  return { compared: compared.length, skipped: ran.size - compared.length, differences, failure };
}

function differenceOf(saved: Cell, fresh: CodeCell, tolerance: Tolerance): OutputDifference | undefined {
  const outputs = saved.cell_type === 'code' ? saved.outputs : [];
  if (hasTag(fresh, MAY_FAIL) && !fresh.outputs.some(({ output_type }) => output_type === 'error'))
    return { place: 'error', saved: `(a failure, by its tag ${MAY_FAIL})`, fresh: '(no error)' };
  return compareOutputs(outputs, fresh.outputs, tolerance);
}

function hasTag({ metadata }: CodeCell, tag: string): boolean {
  return metadata.tags?.includes(tag) ?? false;
}
