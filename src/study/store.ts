import * as fs from 'node:fs';
import * as path from 'node:path';
import { canonicalJson, makeFolder, readJson, sha256, writeJson } from '../support/files.js';
import type { Panel, Row } from './types.js';

/** What a run does. */
export type RunKind = 'pretrain' | 'measure' | 'task' | 'similarity';

/** One unit of work: decided wholly by `config`, so that its id can stand for its result. */
export interface Run {
  id: string;
  kind: RunKind;
  variation: string;
  seed: number;
  config: Record<string, unknown>;
  /** Ids of the runs whose results it reads. */
  needs: string[];
}

/** A run in words: what it does, on what, and with which seed. */
export function describeRun({ kind, variation, seed, config }: Run): string {
  return `${typeof config.task === 'string' ? `${kind} ${config.task}` : kind} ${variation}, seed ${seed}`;
}

/** What a finished run leaves in `result.json`. */
export interface RunResult {
  rows: Row[];
  /** Scalars that are not measurements of an encoder: final loss, steps. */
  values: Record<string, number | null>;
  /** Of a pretraining: hash over all images and matches drawn, equal for the variations of a seed; '' when untrained. */
  dataOrder?: string;
  /** Reasons why the run must not be used for a verdict. */
  invalid: string[];
  panels: Omit<Panel, 'variation' | 'seed'>[];
  seconds: number;
  cpuSeconds: number;
  peakMemoryMB: number;
  /** The call of the study that carried the run out: when it began, in milliseconds since 1970, and seconds from then to the run's end. */
  call: { began: number; seconds: number };
}

/** Id of a run: the first 16 hexadecimal digits of the SHA-256 of all that decides its result. */
export function runId(identity: Record<string, unknown>): string {
  return sha256(canonicalJson(identity)).slice(0, 16);
}

/**
 * The folder of runs. A run is a folder named by its id, with `config.json` and `result.json`; while it is worked on
 * its name ends in `.partial`, where checkpoints let it be continued, and finishing it is one rename.
 */
export class RunStore {
  /** @param began when the call of the study began whose runs are stored, in milliseconds since 1970 */
  constructor(
    readonly folder: string,
    readonly began = Date.now(),
  ) {}

  path(id: string, ...parts: string[]): string {
    return path.join(this.folder, id, ...parts);
  }

  isFinished(id: string): boolean {
    return fs.existsSync(this.path(id, 'result.json'));
  }

  /** Opens (or continues) the partial folder of a run and returns its path. */
  open(run: Run): string {
    const partial = `${this.path(run.id)}.partial`;
    makeFolder(partial);
    writeJson(path.join(partial, 'config.json'), run);
    return partial;
  }

  /** Writes the result into the partial folder and gives it its final name. */
  finish(run: Run, result: Omit<RunResult, 'call'>): void {
    const partial = `${this.path(run.id)}.partial`;
    const call = { began: this.began, seconds: (Date.now() - this.began) / 1000 };
    writeJson(path.join(partial, 'result.json'), { ...result, call });
    fs.rmSync(this.path(run.id), { recursive: true, force: true });
    fs.renameSync(partial, this.path(run.id));
  }

  result(id: string): RunResult {
    return readJson<RunResult>(this.path(id, 'result.json'));
  }

  run(id: string): Run {
    return readJson<Run>(this.path(id, 'config.json'));
  }

  /** Deletes all runs, finished and partial; whatever else lies in the folder stays. */
  clear(): void {
    if (!fs.existsSync(this.folder)) return;
    for (const name of fs.readdirSync(this.folder))
      if (/^[0-9a-f]{16}(\.partial)?$/.test(name)) fs.rmSync(path.join(this.folder, name), { recursive: true });
  }

  /** Ids of all finished runs, sorted. */
  finished(): string[] {
    if (!fs.existsSync(this.folder)) return [];
    return fs
      .readdirSync(this.folder)
      .filter((name) => !name.startsWith('.') && !name.endsWith('.partial') && this.isFinished(name))
      .sort();
  }
}
