/** Entry of a worker process: takes runs one after another from the scheduler that forked it. */
import { startBackend, type BackendName } from '../backend/index.js';
import { AlignscopeError, InterruptedError } from '../support/errors.js';
import { setProgressSink } from '../support/progress.js';
import { RunExecutor } from './execute.js';
import type { FromWorker, ToWorker } from './messages.js';
import { RunStore } from './store.js';

const interruption = new AbortController();
let executor: RunExecutor | undefined;
let currentRun: string | null = null;

function tell(message: FromWorker): void {
  if (process.connected) process.send!(message);
}

function tellFailure(error: unknown): void {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const exitCode = error instanceof AlignscopeError ? error.exitCode : 1;
  tell({ type: 'failed', runId: currentRun, name, message, stack: stack ?? '', exitCode });
}

setProgressSink({
  start(label, total) {
    let last = 0;
    return {
      update(done, detail, loss) {
        const now = Date.now();
        if (currentRun === null || now - last < 200) return;
        last = now;
        tell({ type: 'progress', runId: currentRun, label, done, total, detail, loss });
      },
      finish: () => undefined,
    };
  },
  note: () => undefined,
});

async function handle(message: ToWorker): Promise<void> {
  if (message.type === 'stop') {
    interruption.abort();
    if (currentRun === null) process.exit(0);
  } else if (message.type === 'start') {
    await startBackend({ name: message.backend as BackendName, threads: 1 });
    const store = new RunStore(message.storeFolder, message.began);
    executor = new RunExecutor({ ...message, store, signal: interruption.signal });
    tell({ type: 'ready' });
  } else {
    currentRun = message.run.id;
    await executor!.execute(message.run);
    tell({ type: 'finished', runId: message.run.id });
    currentRun = null;
  }
}

process.on('message', (message: ToWorker) => {
  handle(message).catch((error: unknown) => {
    tellFailure(error);
    currentRun = null;
    if (error instanceof InterruptedError) process.exit(0);
  });
});
// The scheduler decides when to stop: Ctrl-C on the terminal reaches the whole process group.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(1));
