import { format } from 'node:util';
import { compileError, thrownError, type CellError } from './cell-error.js';
import { Interruption, withInterruptibleAwaits } from './interruption.js';
import { withLonghand } from './longhand.js';
import { hasOwnPackage, provideModules, provideTypes } from './own-package.js';
import { createConverter, createExecutor, type Converter } from './tslab.js';

/** What tslab puts into the global scope for the code of cells. */
interface CellGlobals {
  require: NodeJS.Require;
  interruptible?: Interruption['interruptible'];
  interruptibleSteps?: Interruption['interruptibleSteps'];
}

/** The cells of one notebook: tslab's compiler and executor, with what tslab lacks. */
export class Cells {
  readonly executor: ReturnType<typeof createExecutor>;
  private readonly interruption = new Interruption();
  private complaints: string[] = [];
  private thrown: { value: unknown } | undefined;

  /** @param folder where imports are resolved from: the notebook's */
  constructor(folder: string) {
    const installed = hasOwnPackage(folder);
    if (!installed) provideTypes(folder);
    const node = withInterruptibleAwaits(withLonghand(createConverter({ isJS: false, isBrowser: false })));
    this.executor = createExecutor(folder, new Converters(node), {
      log: console.log, // eslint-disable-line no-console
      error: (...words) => this.take(words),
    });
    const globals = (globalThis as unknown as { __tslab__: CellGlobals }).__tslab__;
    if (!installed) globals.require = provideModules(globals.require);
    globals.interruptible = this.interruption.interruptible;
    globals.interruptibleSteps = this.interruption.interruptibleSteps;
  }

  /** Runs a cell and tells what it threw, or what the compiler had to say. */
  async execute(code: string): Promise<CellError | undefined> {
    this.complaints = [];
    this.thrown = undefined;
    const succeeded = await this.executor.execute(code);
    if (this.thrown) return thrownError((this.thrown as { value: unknown }).value);
    if (!succeeded) return compileError(this.complaints);
    // A cell that defines a module is taken even when it does not compile.
    for (const complaint of this.complaints) process.stderr.write(`${complaint}\n`);
    return undefined;
  }

  /** Ends what the running cell waits for. A cell that does not wait is ended by Node itself, at the signal. */
  interrupt(): void {
    this.interruption.interrupt();
  }

  /** tslab prints the error that ends a cell alone, and each complaint of the compiler with a format. */
  private take(words: unknown[]): void {
    if (words.length === 1) this.thrown = { value: words[0] };
    else this.complaints.push(format(...words));
  }
}

/** Cells for the browser are rare: their converter is made when the first one comes. */
class Converters {
  private lazyBrowser: Converter | undefined;

  constructor(readonly node: Converter) {}

  get browser(): Converter {
    return (this.lazyBrowser ??= createConverter({ isJS: false, isBrowser: true }));
  }

  close(): void {
    this.node.close();
    this.lazyBrowser?.close();
  }
}
