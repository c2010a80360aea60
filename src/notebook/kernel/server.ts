import { setImmediate as nextTurn } from 'node:timers/promises';
import { Publisher, Reply, Router } from 'zeromq';
import { decodeMessage, encodeMessage, identitiesOf, response, type Message } from '../jupyter-wire.js';
import { CellOutput } from './cell-output.js';
import { thrownError } from './cell-error.js';
import type { Cells } from './cells.js';
import { jupyter } from './tslab.js';

/** The file by which whoever starts a kernel says where it is to listen. */
export interface Connection {
  transport: string;
  ip: string;
  key: string;
  shell_port: number;
  iopub_port: number;
  stdin_port: number;
  control_port: number;
  hb_port: number;
}

interface Request extends Message {
  socket: Router;
  identities: Buffer[];
}

/** Sent at once and without a limit: a cell may print faster than the network carries. */
const SENDING = { sendHighWaterMark: 0, sendTimeout: 0 };

/**
 * The kernel's side of the Jupyter messaging protocol 5.3.
 *
 * Reference: https://jupyter-client.readthedocs.io/en/stable/messaging.html
 */
export class KernelServer {
  private readonly shell = new Router(SENDING);
  private readonly control = new Router(SENDING);
  private readonly stdin = new Router(SENDING);
  private readonly iopub = new Publisher(SENDING);
  private readonly heartbeat = new Reply();
  private readonly tools: InstanceType<typeof jupyter.JupyterHandlerImpl>;
  private cellsInOrder = Promise.resolve();
  /** Counts failures: cells that were waiting when one failed are not run. */
  private failures = 0;
  private executionCount = 0;
  private output: CellOutput | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly cells: Cells,
  ) {
    this.tools = new jupyter.JupyterHandlerImpl(cells.executor, false);
  }

  /** Binds the sockets and answers until it is shut down. */
  async listen(): Promise<void> {
    this.captureOutput();
    const { connection } = this;
    const address = (port: number): string =>
      connection.transport === 'ipc'
        ? `ipc://${connection.ip}-${port}`
        : `${connection.transport}://${connection.ip}:${port}`;
    await this.iopub.bind(address(connection.iopub_port));
    await this.control.bind(address(connection.control_port));
    await this.stdin.bind(address(connection.stdin_port));
    await this.heartbeat.bind(address(connection.hb_port));
    await this.shell.bind(address(connection.shell_port));
    void this.beat();
    await Promise.all([this.answerFrom(this.shell), this.answerFrom(this.control)]);
  }

  private async answerFrom(socket: Router): Promise<void> {
    // Not awaited: while a cell waits, others are taken into the queue and the control channel is heard.
    for await (const frames of socket) void this.handle(socket, frames);
  }

  private async beat(): Promise<void> {
    for await (const frames of this.heartbeat) await this.heartbeat.send(frames);
  }

  private async handle(socket: Router, frames: Buffer[]): Promise<void> {
    const request = { ...decodeMessage(frames, this.connection.key), socket, identities: identitiesOf(frames) };
    const type = request.header.msg_type;
    this.publish(request, 'status', { execution_state: 'busy' });
    try {
      const content = await this.answerTo(request);
      if (content) this.reply(request, type.replace(/_request$/, '_reply'), content);
    } finally {
      this.publish(request, 'status', { execution_state: 'idle' });
    }
    if (type === 'shutdown_request') this.close();
  }

  private answerTo(request: Request): object | undefined | Promise<object> {
    const { content } = request;
    const as = <T>(): T => content as T;
    switch (request.header.msg_type) {
      case 'execute_request':
        return this.executeInOrder(request);
      case 'kernel_info_request':
        return { status: 'ok', ...this.tools.handleKernel() };
      case 'is_complete_request':
        return this.tools.handleIsComplete(as<Parameters<typeof this.tools.handleIsComplete>[0]>());
      case 'inspect_request':
        return this.tools.handleInspect(as<Parameters<typeof this.tools.handleInspect>[0]>());
      case 'complete_request':
        return this.tools.handleComplete(as<Parameters<typeof this.tools.handleComplete>[0]>());
      case 'comm_info_request':
        return { status: 'ok', comms: {} };
      case 'history_request':
        return { status: 'ok', history: [] };
      case 'interrupt_request':
        this.cells.interrupt();
        return { status: 'ok' };
      case 'shutdown_request':
        return { status: 'ok', restart: content.restart === true };
      default:
        return undefined;
    }
  }

  /** Runs a cell after those that came before it, unless one of them fails while it waits. */
  private executeInOrder(request: Request): Promise<object> {
    const { failures } = this;
    const answer = this.cellsInOrder.then(() =>
      failures === this.failures ? this.execute(request) : { status: 'aborted' },
    );
    this.cellsInOrder = answer.then(() => undefined);
    return answer;
  }

  private async execute(request: Request): Promise<object> {
    const { code, stop_on_error } = request.content as { code: string; stop_on_error?: boolean };
    const execution_count = ++this.executionCount;
    const output = (this.output = new CellOutput((type, content) => this.publish(request, type, content)));
    jupyter.lastWriteDisplayData = (content, update) => output.show(content, update);
    this.publish(request, 'execute_input', { code, execution_count });
    const error = await this.cells.execute(code).catch(thrownError);
    output.flush();
    if (!error) return { status: 'ok', execution_count, payload: [], user_expressions: {} };
    this.publish(request, 'error', error);
    if (stop_on_error !== false) await this.abortWaiting();
    return { status: 'error', execution_count, ...error };
  }

  /** Cells that were sent before the failure could be known are not run; those sent after its reply are. */
  private async abortWaiting(): Promise<void> {
    // What arrived while the cell kept this thread busy is read between one turn of the event loop and the next. (Asking
    // the socket whether there is more would not do: who asks takes over the duty to read.)
    await nextTurn();
    await nextTurn();
    this.failures++;
  }

  /** What is printed goes below the cell that was started last, also when that has ended. */
  private captureOutput(): void {
    for (const name of ['stdout', 'stderr'] as const) {
      const stream = process[name];
      const write = stream.write.bind(stream);
      stream.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
        if (!this.output) return write(chunk);
        this.output.print(name, typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
        const written = rest.find((argument) => typeof argument === 'function');
        if (written) process.nextTick(written);
        return true;
      };
    }
  }

  private publish(request: Request, type: string, content: object): void {
    const message = response(request, type, content);
    if (!this.iopub.closed) void this.iopub.send([Buffer.from(type), ...encodeMessage(message, this.connection.key)]);
  }

  private reply(request: Request, type: string, content: object): void {
    const message = response(request, type, content);
    void request.socket.send([...request.identities, ...encodeMessage(message, this.connection.key)]);
  }

  /** Ends the process, however busy what the cells have left behind may be. */
  private close(): void {
    this.cells.executor.close();
    for (const socket of [this.iopub, this.shell, this.control, this.stdin, this.heartbeat]) socket.close();
    setTimeout(() => process.exit(0), 100).unref();
  }
}
