import * as os from 'node:os';
import * as path from 'node:path';
import type { OnError } from '../../data-loaders/readable-frames.js';
import type { SceneDataset } from '../../data-loaders/sample.js';
import { defaultSignal } from '../support/default-signal.js';
import { InputError, WorkError } from '../support/errors.js';
import { makeFolder, writeFileAtomic, writeJson } from '../support/files.js';
import { lockOwner, tryLock } from '../support/lock.js';
import { describeMachine } from '../support/machine.js';
import { sourceCommit } from '../support/package.js';
import { progress } from '../support/progress.js';
import { checkStudyConfig, type StudyConfig } from './config.js';
import { leaveOutUnreadable, openDatasets } from './dataset.js';
import { loadStudy, type LoadedStudy } from './load.js';
import { planStudy } from './plan.js';
import { prepareDatasets } from './prepare.js';
import { runPlan } from './scheduler.js';
import { RunStore } from './store.js';
import { measurableTasks } from './study-tasks.js';
import { spent } from './spent.js';
import { collectPanels, collectRows, summarise } from './summary.js';

/** How a study is carried out; none of it changes the result, but for `backend` and what `onError` leaves out. */
export interface StudyOptions {
  /** Folder to write to: `study.json`, `rows.jsonl`, `panels/`, `runs/`. */
  out: string;
  /** Name of the backend that has been chosen. */
  backend: string;
  /** Worker processes of one thread each. */
  workers: number;
  /** False deletes the runs of an earlier study in the same folder. */
  resume: boolean;
  /**
   * `stop` (the default) ends at the first frame that cannot be read; `skip` reads every frame beforehand and goes on without
   * those.
   */
  onError?: OnError;
  signal?: AbortSignal;
  /**
   * Milliseconds that a worker process has after `signal` to save what it does; as many as it needs when omitted. One that is
   * ended goes on at its last checkpoint.
   */
  patience?: number;
}

/**
 * Carries out a study: plans its runs, carries out those that are not stored yet, and sums them up in `out`.
 *
 * @param opened the datasets of `openDatasets`, where they have been opened before
 *
 * Throws InputError for wrong requests, InterruptedError after `signal`, WorkError when runs failed; finished runs stay.
 */
export async function runStudy(
  asked: StudyConfig,
  options: StudyOptions,
  opened?: readonly SceneDataset[],
): Promise<LoadedStudy> {
  const began = Date.now();
  const { out, backend, workers, signal = defaultSignal(), patience } = options;
  if (!Number.isInteger(workers) || workers < 1)
    throw new InputError(`A study needs at least one worker process; ${workers} were asked for.`);
  checkStudyConfig(asked);
  const all = opened ?? (await openDatasets(asked));
  makeFolder(out);
  const lockFile = path.join(out, 'study.lock');
  const unlock = tryLock(lockFile);
  if (unlock === undefined) throw inUse(out, lockFile);
  try {
    const { config, datasets, problems } =
      options.onError === 'skip'
        ? await leaveOutUnreadable(asked, all, signal)
        : { config: asked, datasets: all, problems: [] };
    const store = new RunStore(path.join(out, 'runs'), began);
    if (!options.resume) store.clear();
    const commit = sourceCommit();
    const fingerprints = datasets.map((dataset) => dataset.fingerprint);
    const [{ world, modalities }] = datasets;
    const plan = planStudy(config, { backend, fingerprints, world, modalities });
    for (const note of measurableTasks(config, modalities).notes) progress().note(note);
    const found = plan.filter((run) => store.isFinished(run.id)).length;
    if (found > 0) progress().note(`${found} of ${plan.length} runs are already there.`);
    if (found < plan.length) await prepareDatasets(datasets, signal);
    await runPlan(plan, { config, store, backend, commit, workers, signal, patience });

    const rows = collectRows(plan, store);
    const panels = collectPanels(plan, store, out);
    const result = summarise({ config, plan, store, rows, dataset: datasets[0], backend, commit });
    writeFileAtomic(path.join(out, 'rows.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    writeJson(path.join(out, 'panels', 'panels.json'), panels);
    writeJson(path.join(out, 'study.json'), {
      ...result,
      machine: describeMachine(),
      ...spent(plan, store),
      ...(problems.length > 0 && { skippedFrames: problems.length }),
    });
    return loadStudy(out);
  } finally {
    unlock();
  }
}

function inUse(out: string, lockFile: string): WorkError {
  const owner = lockOwner(lockFile);
  const holder = owner === undefined ? '' : ` (process ${owner.pid} on ${owner.host}, since ${owner.since})`;
  const isElsewhere = owner !== undefined && owner.host !== os.hostname();
  const doubt = isElsewhere ? 'whether it still runs cannot be told from this machine: ' : '';
  return new WorkError(
    `Another process is working on ${out}: ${lockFile} is held${holder}. ` +
      `Wait for it, or write elsewhere with --out; ${doubt}if it is gone, delete ${lockFile}.`,
  );
}
