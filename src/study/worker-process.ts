import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FromWorker, ToWorker } from './messages.js';
import type { Run } from './store.js';

/** How a worker process ended that had not been told to. */
export interface WorkerDeath {
  /** To follow "the process": `was killed (SIGKILL)`. */
  how: string;
  /** What people can do about it. */
  remedy: string;
  /** Last lines of its standard error; '' when it said nothing. */
  said: string;
}

const entry = fileURLToPath(new URL('./worker.js', import.meta.url));

/**
 * A training step leaves some MB of short-lived objects behind. Where V8 has little room for young ones it promotes them and
 * marks the whole heap every third step, a tenth of the processor time.
 */
const heapOptions = ['--max-semi-space-size=64'];

/** A worker process from its start to its end. */
export class WorkerProcess {
  /** What it works on. */
  run: Run | null = null;
  /** Seed of its last run, whose data it holds. */
  seed: number | null = null;
  /** True once it takes runs. */
  ready = false;
  /** Resolves when the process is gone: to how it died, or to undefined when it had been told to stop. */
  readonly ended: Promise<WorkerDeath | undefined>;
  private readonly child: ChildProcess;
  private stopping = false;
  private errorOutput = '';

  constructor(start: Extract<ToWorker, { type: 'start' }>, onMessage: (message: FromWorker) => void) {
    this.child = fork(entry, [], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: process.env,
      execArgv: heapOptions,
    });
    this.child.on('message', (message) => onMessage(message as FromWorker));
    // A process that could not be spawned may lack its streams.
    this.child.stderr?.on('data', (chunk: Buffer) => this.keepErrorOutput(chunk.toString()));
    this.ended = this.waitForEnd();
    this.send(start);
  }

  /** True while it can be given something to do. */
  get isIdle(): boolean {
    return this.ready && this.run === null && this.child.connected;
  }

  carryOut(run: Run): void {
    this.run = run;
    this.seed = run.seed;
    this.send({ type: 'run', run });
  }

  stop(): void {
    this.stopping = true;
    this.send({ type: 'stop' });
  }

  /** Ends it at once, also where it is busy; what it has finished is stored. */
  kill(): void {
    this.stopping = true;
    this.child.kill('SIGKILL');
  }

  private send(message: ToWorker): void {
    // It may die at any moment; what could not be sent shows in how it ends, not here.
    if (this.child.connected) this.child.send(message, () => undefined);
  }

  private keepErrorOutput(text: string): void {
    this.errorOutput = (this.errorOutput + text).slice(-8000);
  }

  private waitForEnd(): Promise<WorkerDeath | undefined> {
    return new Promise((resolve) => {
      const end = (how: string, remedy = ''): void =>
        resolve(this.stopping ? undefined : { how, remedy, said: lastLines(this.errorOutput) });
      // Unlike 'exit', 'close' comes when all of stderr and all messages have been read.
      this.child.once('close', (code, signal) => {
        if (signal === null) end(`ended with code ${code}`);
        else if (signal === 'SIGKILL') end('was killed (SIGKILL)', 'Memory has probably run out: use fewer --workers.');
        else end(`crashed (${signal})`, 'If memory has run out, use fewer --workers.');
      });
      this.child.on('error', (error) => {
        this.keepErrorOutput(error.message);
        if (this.child.pid === undefined) end('could not be started');
      });
    });
  }
}

/** The end of what a process said, without the addresses of a stack trace. */
function lastLines(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !/^\s*(\d+: 0x|at )/.test(line));
  return lines.slice(-6).join('\n');
}
