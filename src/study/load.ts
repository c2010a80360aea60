import type { ColumnTable } from 'arquero';
import type { DataFrame } from 'danfojs-node';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { InputError } from '../support/errors.js';
import { readJson } from '../support/files.js';
import { readJsonLines } from './json-lines.js';
import type { Finding, Panel, Row, Study, StudyResult } from './types.js';

/** A study read back from its folder, with its measurements as tidy tables: one row, one measurement. */
export class LoadedStudy implements Study {
  constructor(
    readonly folder: string,
    readonly result: StudyResult,
    readonly rows: Row[],
    readonly panels: Panel[],
  ) {}

  /** All measurements as an arquero table. Sums per scene are left out. */
  async table(): Promise<ColumnTable> {
    const { from } = await import('arquero');
    return from(this.tidyRows());
  }

  /** All measurements as a danfojs data frame. */
  async frame(): Promise<DataFrame> {
    const danfo = await import('danfojs-node');
    return new danfo.DataFrame(this.tidyRows());
  }

  /** The five findings as an arquero table. */
  async findingsTable(): Promise<ColumnTable> {
    const { from } = await import('arquero');
    return from(this.result.findings.map(tidyFinding));
  }

  private tidyRows(): Record<string, string | number | null>[] {
    return this.rows.map((row) => {
      const { scenes: _scenes, ci95, ...rest } = row;
      return {
        kind: rest.kind,
        variation: rest.variation,
        seed: rest.seed,
        stage: rest.stage ?? null,
        head: rest.head ?? null,
        target: rest.target ?? null,
        class: rest.class ?? null,
        corruption: rest.corruption ?? null,
        severity: rest.severity ?? null,
        factor: rest.factor ?? null,
        labels: rest.labels ?? null,
        otherVariation: rest.otherVariation ?? null,
        otherStage: rest.otherStage ?? null,
        step: rest.step ?? null,
        metric: rest.metric,
        value: rest.value,
        low: ci95?.[0] ?? null,
        high: ci95?.[1] ?? null,
        n: rest.n,
        unit: rest.unit,
        dataset: rest.dataset,
        split: rest.split,
        protocol: rest.protocol,
        run: rest.run,
        commit: rest.commit,
        backend: rest.backend,
      };
    });
  }
}

function tidyFinding(finding: Finding): Record<string, string | number | null> {
  const { id, statement, estimate, ci95, margin, unit, seeds, verdict } = finding;
  return { id, statement, estimate, low: ci95?.[0] ?? null, high: ci95?.[1] ?? null, margin, unit, seeds, verdict };
}

/**
 * Reads a finished study from its folder; its measurements may be packed as `rows.jsonl.gz`.
 *
 * Throws InputError when the folder holds no `study.json`, when a file of it is damaged, or when a panel lies outside.
 */
export function loadStudy(folder: string): LoadedStudy {
  const file = path.join(folder, 'study.json');
  if (!fs.existsSync(file))
    throw new InputError(
      `${folder} holds no finished study (no study.json). Run \`alignscope study --out ${folder}\` first.`,
    );
  const result = readJson<StudyResult>(file);
  if (result.schema !== 1)
    throw new InputError(
      `${file} has schema ${result.schema}; this version reads schema 1. ` +
        'Take the version of alignscope that wrote it, or run the study again with this one.',
    );
  const rows = readJsonLines<Row>(path.join(folder, 'rows.jsonl'));
  const panelsFile = path.join(folder, 'panels', 'panels.json');
  const panels = readJson<Panel[]>(panelsFile);
  panels.forEach((panel, i) => checkPanelFile(panel, panelsFile, i));
  return new LoadedStudy(folder, result, rows, panels);
}

/** A study may come from anywhere: its figures read no picture from outside its folder. */
function checkPanelFile({ file: picture }: Panel, file: string, index: number): void {
  const isInside =
    typeof picture === 'string' && !path.win32.isAbsolute(picture) && !picture.split(/[\\/]/).includes('..');
  if (!isInside)
    throw new InputError(
      `${file} entry ${index}: "file" must be a path inside the study folder, not ${JSON.stringify(picture)}. ` +
        'Run the study again with the same --out; finished runs are reused.',
    );
}
