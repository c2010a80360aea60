import { cellName } from './cell-name.js';
import { KERNEL_NAME } from './kernelspec.js';
import {
  isJsonMime,
  type Cell,
  type CodeCell,
  type DisplayOutput,
  type ExecuteResult,
  type Notebook,
} from './nbformat.js';
import { PARAMETERS } from './parameters.js';
import { MAY_FAIL } from './runner.js';

/** Something in a notebook that readers, other machines or the runner will stumble over. */
export interface LintFinding {
  rule: string;
  level: 'error' | 'warning';
  /** Index of the cell among all cells; undefined when it concerns the whole notebook. */
  cell?: number;
  /** What was found, with the place. */
  found: string;
  remedy: string;
}

/** A rule: what it is called, what to do about it, and where a notebook breaks it. */
export interface LintRule {
  name: string;
  level: LintFinding['level'];
  remedy: string;
  check(notebook: Notebook): Iterable<{ cell?: number; found: string }>;
}

/** Kernels that the notebooks of this package run in: its own and plain tslab. */
const kernels = [KERNEL_NAME, 'tslab'];
/** An output of more bytes makes diffs and pages slow. */
const largeOutput = 1e6;
/** Folders that belong to one machine or one person. */
const machinePath =
  /(?<![\w.:/-])\/(?:home|root|Users|tmp|var|mnt|media|opt|private|srv|work|workspace)\/[^\s"'`)<]*|(?<!\w)[A-Za-z]:\\{1,2}[\w.][^\s"'`)<]*|(?<!\w)file:\/\/\/[^\s"'`)<]*/;

/** The rules of {@link lintNotebook}, in the order of its findings. */
export const lintRules: readonly LintRule[] = [
  {
    name: 'title-first',
    level: 'error',
    remedy: 'begin with a markdown cell "# What the notebook is about"',
    *check({ cells }) {
      if (!(cells.at(0)?.cell_type === 'markdown' && /^\s*# \S/.test(cells[0].source)))
        yield { cell: cells.length > 0 ? 0 : undefined, found: 'the first cell is no title' };
    },
  },
  {
    name: 'kernel',
    level: 'error',
    remedy: `choose one of the kernels ${kernels.join(', ')} in Jupyter and save`,
    *check({ metadata }) {
      const name = metadata.kernelspec?.name;
      if (name === undefined) yield { found: 'no kernel is named (metadata.kernelspec)' };
      else if (!kernels.includes(name)) yield { found: `the kernel is "${name}"` };
    },
  },
  {
    name: 'parameters-cell',
    level: 'error',
    remedy: `tag the one code cell that declares the defaults "${PARAMETERS}"`,
    *check({ cells }) {
      const tagged = cells.flatMap(({ metadata }, cell) => (metadata.tags?.includes(PARAMETERS) ? [cell] : []));
      if (tagged.length === 0) yield { found: 'no cell has the tag' };
      for (const cell of tagged.slice(1)) yield { cell, found: 'it has the tag a second time' };
      for (const cell of tagged)
        if (cells[cell].cell_type !== 'code') yield { cell, found: `a ${cells[cell].cell_type} cell has the tag` };
    },
  },
  {
    name: 'execution-order',
    level: 'error',
    remedy: 'run all cells from top to bottom in a fresh kernel: npx alignscope notebook run',
    *check({ cells }) {
      let expected = 1;
      for (const [cell, { count }] of codeCells(cells)) {
        if (count !== expected) {
          yield { cell, found: count === null ? 'it was not run' : `it was run as number ${count}, not ${expected}` };
          return;
        }
        expected++;
      }
    },
  },
  {
    name: 'no-errors',
    level: 'error',
    remedy: `mend the cell, or tag it "${MAY_FAIL}" if it is meant to fail`,
    *check({ cells }) {
      for (const [cell, { outputs, metadata }] of codeCells(cells))
        for (const output of outputs)
          if (output.output_type === 'error' && !metadata.tags?.includes(MAY_FAIL))
            yield { cell, found: `it failed: ${output.ename}: ${output.evalue.split('\n')[0]}` };
    },
  },
  {
    name: 'no-local-paths',
    level: 'error',
    remedy: 'write paths relative to the notebook, and print names instead of whole paths',
    *check({ cells }) {
      for (const [cell, { source }] of cells.entries()) {
        const path = machinePath.exec(source);
        if (path) yield { cell, found: `the source names ${path[0]}` };
      }
      for (const [cell, code] of codeCells(cells)) {
        const path = code.outputs.map((output) => machinePath.exec(wordsOf(output))).find(Boolean);
        if (path) yield { cell, found: `an output names ${path[0]}` };
      }
    },
  },
  {
    name: 'still-picture',
    level: 'error',
    remedy: 'show figures with display(figure), which adds a still picture for pages that draw no Plotly',
    *check({ cells }) {
      for (const [cell, { data }] of displays(cells))
        if (Object.keys(data).some((type) => type.includes('plotly')) && !hasPicture(data))
          yield { cell, found: 'a Plotly figure has no picture beside it' };
    },
  },
  {
    name: 'alt-text',
    level: 'error',
    remedy: 'give text/plain beside a picture (display does), and words between ![ and ] in markdown',
    *check({ cells }) {
      for (const [cell, { data }] of displays(cells))
        if (hasPicture(data) && `${data['text/plain'] ?? ''}`.trim() === '')
          yield { cell, found: 'a picture has no words for those who do not see it' };
      for (const [cell, { cell_type, source }] of cells.entries())
        if (cell_type === 'markdown' && /!\[\s*\]\(/.test(source.replace(/```[^]*?```|`[^`\n]*`/g, '')))
          yield { cell, found: 'a picture in the text has no words between ![ and ]' };
    },
  },
  {
    name: 'output-size',
    level: 'warning',
    remedy: 'show fewer or smaller pictures, or fewer points',
    *check({ cells }) {
      for (const [cell, { outputs }] of codeCells(cells))
        for (const [i, output] of outputs.entries()) {
          const bytes = Buffer.byteLength(JSON.stringify(output));
          if (bytes > largeOutput) yield { cell, found: `output ${i + 1} takes ${(bytes / 1e6).toFixed(1)} MB` };
        }
    },
  },
];

/** What a notebook breaks of {@link lintRules}; nothing when it is in order. */
export function lintNotebook(notebook: Notebook): LintFinding[] {
  return lintRules.flatMap(({ name, level, remedy, check }) =>
    [...check(notebook)].map(({ cell, found }) => ({ rule: name, level, cell, found, remedy })),
  );
}

/** A finding in one line: `error no-errors, Cell 3 (draw()): it failed: …`. */
export function findingText({ level, rule, cell, found }: LintFinding, { cells }: Notebook): string {
  const place = cell === undefined ? '' : `, ${cellName(cell, cells[cell].source)}`;
  return `${level} ${rule}${place}: ${found}`;
}

/** Code cells that are not empty, with their indices among all cells. */
function codeCells(cells: readonly Cell[]): [number, CodeCell & { count: number | null }][] {
  return [...cells.entries()].flatMap(([index, cell]) =>
    cell.cell_type === 'code' && cell.source.trim() !== '' ? [[index, { ...cell, count: cell.execution_count }]] : [],
  );
}

function displays(cells: readonly Cell[]): [number, DisplayOutput | ExecuteResult][] {
  return codeCells(cells).flatMap(([index, { outputs }]) =>
    outputs.flatMap((output): [number, DisplayOutput | ExecuteResult][] => ('data' in output ? [[index, output]] : [])),
  );
}

function hasPicture(data: Record<string, unknown>): boolean {
  return Object.keys(data).some((type) => type.startsWith('image/'));
}

/** All that an output says in letters; bytes of pictures may look like anything. */
function wordsOf(output: CodeCell['outputs'][number]): string {
  switch (output.output_type) {
    case 'stream':
      return output.text;
    case 'error':
      return [output.evalue, ...output.traceback].join('\n');
    default:
      return Object.entries(output.data)
        .map(([type, value]) => (isJsonMime(type) ? JSON.stringify(value) : isText(type) ? `${value}` : ''))
        .join('\n');
  }
}

function isText(type: string): boolean {
  return type.startsWith('text/') || type === 'image/svg+xml';
}
