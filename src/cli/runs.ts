import type { Command } from 'commander';
import * as path from 'node:path';
import { RunStore, type Run } from '../study/store.js';
import { InputError } from '../support/errors.js';
import { canonicalJson } from '../support/files.js';
import { examples, jsonOption, printJson } from './options.js';

interface RunsOptions {
  study: string;
  json?: boolean;
}

/** `runs list|compare`: what a study folder stores, and in what two of its runs differ. */
export function defineRuns(runs: Command): void {
  runsCommand(runs, 'list')
    .description('list finished runs with what they cost')
    .addHelpText('after', examples('runs list --study studies/rooms-quick'))
    .action(list);
  runsCommand(runs, 'compare')
    .argument('<a>', 'id of a run, or its first digits')
    .argument('<b>', 'that of another')
    .description('show in which fields of their configuration two runs differ')
    .addHelpText('after', examples('runs compare 3f2a 90c1'))
    .action(compare);
}

function runsCommand(parent: Command, name: string): Command {
  return parent
    .command(name)
    .option('--study <dir>', 'folder of the study', 'studies/rooms-quick')
    .addOption(jsonOption());
}

function list({ study, json }: RunsOptions): void {
  const store = openStore(study);
  const listed = store.finished().map((id) => {
    const { kind, variation, seed, config } = store.run(id);
    const { task } = config;
    const { seconds, cpuSeconds, peakMemoryMB, rows, invalid } = store.result(id);
    return {
      id,
      kind,
      ...(typeof task === 'string' ? { task } : {}),
      variation,
      seed,
      seconds,
      cpuSeconds,
      peakMemoryMB,
      rows: rows.length,
      invalid,
    };
  });
  if (json) return printJson(listed);
  console.log('id               kind                 seed  variation                 seconds   CPU s    MB  rows');
  for (const run of listed) {
    const columns = [
      run.id,
      (run.task === undefined ? run.kind : `${run.kind} ${run.task}`).padEnd(20),
      `${String(run.seed).padStart(4)} `,
      run.variation.padEnd(24),
      run.seconds.toFixed(1).padStart(8),
      run.cpuSeconds.toFixed(1).padStart(7),
      String(run.peakMemoryMB).padStart(5),
      String(run.rows).padStart(5),
      ...(run.invalid.length > 0 ? [` invalid: ${run.invalid.join('; ')}`] : []),
    ];
    console.log(columns.join(' '));
  }
  const minutes = listed.reduce((sum, run) => sum + run.cpuSeconds, 0) / 60;
  console.log(`${listed.length} runs, ${minutes.toFixed(1)} CPU minutes`);
}

function compare(a: string, b: string, { study, json }: RunsOptions): void {
  const store = openStore(study);
  const differences = compareRuns(findRun(store, a), findRun(store, b));
  if (json) return printJson(differences);
  if (differences.length === 0) console.log('The two runs have the same configuration.');
  for (const { field, a: left, b: right } of differences)
    console.log(`${field}: ${JSON.stringify(left)} | ${JSON.stringify(right)}`);
}

function openStore(study: string): RunStore {
  const store = new RunStore(path.join(study, 'runs'));
  if (store.finished().length === 0)
    throw new InputError(
      `${study} holds no finished runs. Point --study at the folder a study was written to (--out).`,
    );
  return store;
}

function findRun(store: RunStore, prefix: string): Run {
  const matches = store.finished().filter((id) => id.startsWith(prefix));
  if (matches.length === 1) return store.run(matches[0]);
  const problem = matches.length === 0 ? 'matches no run' : `matches ${matches.length} runs`;
  throw new InputError(`${prefix} ${problem}. \`npx alignscope runs list\` shows the ids.`);
}

function compareRuns(a: Run, b: Run): { field: string; a: unknown; b: unknown }[] {
  const left = flatten(a);
  const right = flatten(b);
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter((field) => field !== 'id' && canonicalJson(left.get(field)) !== canonicalJson(right.get(field)))
    .map((field) => ({ field, a: left.get(field) ?? null, b: right.get(field) ?? null }));
}

function flatten(value: object, prefix = ''): Map<string, unknown> {
  const flat = new Map<string, unknown>();
  for (const [key, inner] of Object.entries(value)) {
    if (inner !== null && typeof inner === 'object' && !Array.isArray(inner))
      for (const [field, leaf] of flatten(inner as object, `${prefix}${key}.`)) flat.set(field, leaf);
    else flat.set(prefix + key, inner);
  }
  return flat;
}
