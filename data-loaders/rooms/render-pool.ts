import { Worker } from 'node:worker_threads';
import { InterruptedError, throwIfAborted, WorkError } from '../../src/support/errors.js';
import { renderScene, type SceneRequest } from './render-scene.js';

/** Scenes for which starting a thread pays. */
const fewest = 4;

/** How long a thread without work is kept, milliseconds: its compiled code makes the next call faster. */
const patience = 20_000;

/** Threads without work. They do not keep the process alive. */
const idle: Worker[] = [];

/** A thread that waited for work, or a new one. */
function takeWorker(): Worker {
  const worker = idle.pop() ?? new Worker(new URL('./render-worker.js', import.meta.url));
  worker.removeAllListeners();
  worker.ref();
  return worker;
}

/** Lets a thread wait for more work for a while. */
function returnWorker(worker: Worker): void {
  const forget = (): void => {
    const at = idle.indexOf(worker);
    if (at >= 0) idle.splice(at, 1);
  };
  worker.removeAllListeners();
  worker.once('error', forget);
  worker.once('exit', forget);
  worker.unref();
  idle.push(worker);
  setTimeout(() => {
    if (!idle.includes(worker)) return;
    forget();
    void worker.terminate();
  }, patience).unref();
}

/** Renders scenes on worker threads; each is handed to `done` as it is finished, in any order. */
export async function renderScenes(
  requests: readonly SceneRequest[],
  {
    workers,
    signal,
    done,
  }: { workers: number; signal?: AbortSignal; done: (index: number, bytes: Uint8Array) => void },
): Promise<void> {
  const threads = Math.min(workers, Math.ceil(requests.length / fewest));
  if (threads <= 1) return renderHere(requests, signal, done);
  let next = 0;
  const work = (worker: Worker): Promise<void> =>
    new Promise((resolve, reject) => {
      let open = 0;
      // One request waits while another is worked on, so that a thread never waits for this one.
      const feed = (): void => {
        if (signal?.aborted)
          return reject(new InterruptedError('Rendering was interrupted; finished scenes are kept.'));
        for (; open < 2 && next < requests.length; open++)
          worker.postMessage({ index: next, request: requests[next++] });
        if (open === 0) resolve();
      };
      const fail = (what: string, cause?: unknown): void =>
        reject(new WorkError(`Rendering rooms failed: ${what}. Run again with workers: 1 to see where.`, { cause }));
      worker.on('message', ({ index, bytes }: { index: number; bytes: Uint8Array }) => {
        open--;
        try {
          done(index, bytes);
          feed();
        } catch (error) {
          reject(error instanceof Error ? error : new WorkError(String(error)));
        }
      });
      worker.on('error', (error) => fail(error.message, error));
      worker.on('exit', (code) => fail(`a thread ended with code ${code}`));
      feed();
    });
  const pool = Array.from({ length: threads }, takeWorker);
  try {
    await Promise.all(pool.map(work));
  } catch (error) {
    // The others may be in the middle of a scene.
    await Promise.all(pool.map((worker) => worker.terminate()));
    throw error;
  }
  pool.forEach(returnWorker);
}

async function renderHere(
  requests: readonly SceneRequest[],
  signal: AbortSignal | undefined,
  done: (index: number, bytes: Uint8Array) => void,
): Promise<void> {
  for (const [index, request] of requests.entries()) {
    throwIfAborted(signal);
    done(index, renderScene(request));
    await new Promise((resolve) => setImmediate(resolve));
  }
}
