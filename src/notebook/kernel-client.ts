import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Dealer, Subscriber } from 'zeromq';
import { WorkError } from '../support/errors.js';
import { decodeMessage, encodeMessage, request, type Message } from './jupyter-wire.js';
import { KERNEL_NAME, kernelCommand } from './kernelspec.js';

/** The kernel's answer to `execute_request`; `aborted` when a cell failed while this one waited. */
export interface ExecuteReply {
  status: 'ok' | 'error' | 'aborted';
  execution_count?: number;
  ename?: string;
  evalue?: string;
  traceback?: string[];
  /** The kernel never said that it was idle again: it dropped messages, outputs among them. */
  outputsLost: boolean;
}

/** How a {@link Kernel} is started. */
export interface KernelOptions {
  /** Working folder of the cells; their imports are resolved from here. */
  folder?: string;
  env?: NodeJS.ProcessEnv;
  startSeconds?: number;
  /** What starts the kernel, with `{connection_file}` among its arguments: ours when omitted. */
  command?: readonly string[];
}

interface Answer {
  content: Record<string, unknown>;
  idle: boolean;
}

interface Pending {
  onOutput?: (message: Message) => void;
  reply?: Record<string, unknown>;
  idle: boolean;
  /** Runs out when the reply is there but the idle status stays away. */
  patience?: NodeJS.Timeout;
  resolve: (answer: Answer) => void;
  reject: (error: Error) => void;
}

const SOCKETS = ['shell', 'iopub', 'stdin', 'control', 'hb'] as const;
/** How long after the reply, and after the last output, the idle status may take. */
const IDLE_PATIENCE_MS = 3000;
const ADDRESS_IN_USE = /address already in use|EADDRINUSE/i;

/**
 * A notebook kernel in a process of its own, spoken to in the Jupyter messaging protocol 5.3 over ZeroMQ.
 *
 * It listens on the loopback interface alone, and every message is signed with a key that only the two processes know.
 */
export class Kernel {
  private readonly pending = new Map<string, Pending>();
  private readonly session = randomUUID();
  private readonly exited: Promise<void>;
  private exit: string | undefined;
  private log = '';

  private constructor(
    private readonly child: ChildProcess,
    private readonly key: string,
    private readonly shell: Dealer,
    private readonly control: Dealer,
    private readonly iopub: Subscriber,
  ) {
    const keep = (chunk: Buffer): void => {
      this.log = (this.log + chunk.toString()).slice(-4000);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    this.exited = new Promise((resolve) => {
      const ended = (how: string): void => {
        this.exit ??= how;
        this.failPending(this.death());
        resolve();
      };
      child.once('error', (error: NodeJS.ErrnoException) =>
        ended(`${child.spawnfile} could not be started: ${error.code ?? error.message}`),
      );
      child.once('exit', (code, signal) => ended(signal ?? `exit code ${code}`));
    });
    for (const socket of [shell, control, iopub])
      void this.listen(socket).catch((error: Error) => this.failPending(error));
    process.once('exit', this.kill);
  }

  /**
   * Starts a kernel and waits until it answers and its outputs arrive.
   *
   * Throws WorkError with the kernel's own words when it ends early or is not ready in `startSeconds` (60).
   */
  static async start({
    folder = process.cwd(),
    env = process.env,
    startSeconds = 60,
    command = kernelCommand(),
  }: KernelOptions = {}): Promise<Kernel> {
    // Free ports are found before the kernel binds them: another process may take one in between.
    for (let attempt = 1; ; attempt++) {
      const kernel = await Kernel.launch(command, folder, env);
      try {
        await kernel.ready(startSeconds);
        return kernel;
      } catch (error) {
        await kernel.shutdown();
        if (attempt === 3 || !ADDRESS_IN_USE.test(kernel.log)) throw error;
      }
    }
  }

  /** The kernel's process. */
  get pid(): number {
    return this.child.pid ?? -1;
  }

  /**
   * Runs a cell and resolves when the kernel has answered *and* published its last output.
   *
   * Throws WorkError when the kernel dies; an error in the code is an answer with status `error`.
   */
  async execute(code: string, onOutput?: (message: Message) => void): Promise<ExecuteReply> {
    const content = {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
    };
    const answer = await this.ask(this.shell, 'execute_request', content, onOutput);
    return { ...(answer.content as unknown as ExecuteReply), outputsLost: !answer.idle };
  }

  /** Asks the running cell to stop: what Jupyter's stop button does. */
  interrupt(): void {
    this.child.kill('SIGINT');
  }

  /** Ends the kernel, by force after one second. Harmless when it has ended already. */
  async shutdown(): Promise<void> {
    if (this.exit === undefined) {
      void this.ask(this.control, 'shutdown_request', { restart: false }).catch(() => undefined);
      const timer = setTimeout(this.kill, 1000);
      await this.exited;
      clearTimeout(timer);
    }
    process.removeListener('exit', this.kill);
    for (const socket of [this.shell, this.control, this.iopub]) if (!socket.closed) socket.close();
  }

  private static async launch(command: readonly string[], folder: string, env: NodeJS.ProcessEnv): Promise<Kernel> {
    const zmq = await import('zeromq');
    const key = randomUUID();
    const ports = Object.fromEntries((await freePorts(SOCKETS.length)).map((port, i) => [`${SOCKETS[i]}_port`, port]));
    const connection = {
      transport: 'tcp',
      ip: '127.0.0.1',
      key,
      signature_scheme: 'hmac-sha256',
      kernel_name: KERNEL_NAME,
      ...ports,
    };
    const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-kernel-'));
    const connectionFile = path.join(scratch, 'connection.json');
    fs.writeFileSync(connectionFile, JSON.stringify(connection), { mode: 0o600 });
    const [program, ...args] = command.map((word) => word.replace('{connection_file}', connectionFile));
    const child = spawn(program, args, {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.once('close', () => fs.rmSync(scratch, { recursive: true, force: true }));
    child.once('error', () => fs.rmSync(scratch, { recursive: true, force: true }));

    const shell = new zmq.Dealer({ linger: 0 });
    const control = new zmq.Dealer({ linger: 0 });
    const iopub = new zmq.Subscriber({ linger: 0, receiveHighWaterMark: 0 });
    for (const [name, socket] of Object.entries({ shell, control, iopub }))
      socket.connect(`tcp://127.0.0.1:${ports[`${name}_port`]}`);
    iopub.subscribe();
    return new Kernel(child, key, shell, control, iopub);
  }

  /** Repeats `kernel_info_request` until its reply and its idle status arrive: a late subscriber misses the first ones. */
  private async ready(seconds: number): Promise<void> {
    const deadline = Date.now() + seconds * 1000;
    while (Date.now() < deadline) {
      const info = this.ask(this.shell, 'kernel_info_request', {});
      if (await Promise.race([info, delay(500, undefined, { ref: false })])) return;
      info.catch(() => undefined);
      if (ADDRESS_IN_USE.test(this.log)) break;
    }
    throw new WorkError(`The notebook kernel was not ready after ${seconds} s.\n${this.log.trim()}`);
  }

  private ask(
    socket: Dealer,
    type: string,
    content: Record<string, unknown>,
    onOutput?: (message: Message) => void,
  ): Promise<Answer> {
    if (this.exit !== undefined) return Promise.reject(this.death());
    const message = request(type, content, this.session);
    return new Promise((resolve, reject) => {
      this.pending.set(message.header.msg_id, { onOutput, idle: false, resolve, reject });
      socket.send(encodeMessage(message, this.key)).catch(reject);
    });
  }

  private async listen(socket: Dealer | Subscriber): Promise<void> {
    for await (const frames of socket) {
      const message = decodeMessage(frames, this.key);
      const id = message.parent.msg_id;
      const waiting = id === undefined ? undefined : this.pending.get(id);
      if (id === undefined || waiting === undefined) continue;
      if (message.header.msg_type === 'status') waiting.idle ||= message.content.execution_state === 'idle';
      else if (message.header.msg_type.endsWith('_reply')) waiting.reply = message.content;
      else waiting.onOutput?.(message);

      const { reply, idle } = waiting;
      if (reply === undefined) continue;
      clearTimeout(waiting.patience);
      const answer = (): void => {
        this.pending.delete(id);
        waiting.resolve({ content: reply, idle: waiting.idle });
      };
      if (idle) answer();
      else waiting.patience = setTimeout(answer, IDLE_PATIENCE_MS);
    }
  }

  private failPending(error: Error): void {
    for (const waiting of this.pending.values()) {
      clearTimeout(waiting.patience);
      waiting.reject(error);
    }
    this.pending.clear();
  }

  private death(): WorkError {
    const remedy = this.exit === 'SIGKILL' ? ' Memory has probably run out: give smaller parameters.' : '';
    return new WorkError(`The kernel has ended (${this.exit}).${remedy}\n${this.log.trim()}`.trim());
  }

  private readonly kill = (): void => {
    this.child.kill('SIGKILL');
  };
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<net.Server>((resolve, reject) => {
          const server = net.createServer().once('error', reject);
          server.listen(0, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as net.AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
