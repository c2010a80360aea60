import type { CrossValidatedResult, DescriptionLength, ProbeResult } from '../probes/index.js';

/** One line a target, read-out and metric, one column a stage; beside each, in brackets, how selective the probe is. */
export function scoresByStage(results: readonly ProbeResult[]): string {
  const width = results.some(({ control }) => control) ? 16 : 7;
  return byStage(results, width, ({ value, control }) => {
    const selectivity = control
      ? ` (${control.difference < 0 ? '−' : '+'}${Math.abs(control.difference).toFixed(3)})`
      : '';
    return value.toFixed(3) + selectivity;
  });
}

/** A score of cross-validation with its interval over scenes, where there is one. */
type ScoreOfFolds = CrossValidatedResult & { ci95: readonly [number, number] | null };

/** The same of cross-validation, with the interval beside each. */
export function foldsByStage(results: readonly ScoreOfFolds[]): string {
  return byStage(results, 22, ({ value, ci95 }) => {
    const interval = ci95 ? ` [${ci95.map((end) => end.toFixed(3)).join(', ')}]` : '';
    return value.toFixed(3) + interval;
  });
}

function byStage<Result extends Pick<ProbeResult, 'stage' | 'target' | 'head' | 'metric'>>(
  results: readonly Result[],
  width: number,
  cellOf: (result: Result) => string,
): string {
  const stages = [...new Set(results.map(({ stage }) => stage))];
  const lines = new Map<string, Record<string, string>>();
  for (const result of results) {
    const label = `${result.target.padEnd(22)} ${result.head.padEnd(8)} ${result.metric.padEnd(20)}`;
    lines.set(label, { ...lines.get(label), [result.stage]: cellOf(result) });
  }
  const row = (label: string, cell: (stage: string) => string): string =>
    [label, ...stages.map((stage) => cell(stage).padStart(width))].join(' ');
  const heading = row(`${'target'.padEnd(22)} ${'read-out'} ${'metric'.padEnd(20)}`, (stage) => stage);
  return [heading, ...[...lines].map(([label, scores]) => row(label, (stage) => scores[stage] ?? '–'))].join('\n');
}

/** One line a target and stage: bits a cell, those of the codes that see no features, and how much less it takes. */
export function lengthsByStage(lengths: readonly DescriptionLength[]): string {
  const columns = ['bits a cell', 'trivial', 'even odds', 'compression'];
  const row = (target: string, stage: string, cells: readonly string[]): string =>
    `${target.padEnd(22)} ${stage.padEnd(8)} ${cells.map((cell) => cell.padStart(11)).join(' ')}`;
  const lines = lengths.map((length) => {
    const numbers = [length.bitsPerCell, length.trivialBitsPerCell, length.uniformBitsPerCell, length.compression];
    return row(length.target, length.stage, numbers.map((x) => x?.toFixed(3) ?? '–')); // prettier-ignore
  });
  return [row('target', 'stage', columns), ...lines].join('\n');
}
