import type * as TypeScript from 'typescript';
import { InterruptedError } from '../../support/errors.js';
import { insertInto, type Insertion } from './text-insertions.js';
import { ts, type Converter } from './tslab.js';

/** How long an interrupted step may take to end by itself, with an error that says more than ours. */
const PATIENCE_MS = 1000;

/**
 * Ends what a cell waits for when the stop button is pressed.
 *
 * A wait that ends by itself within a second ends in its own error, if it has one; every other one in InterruptedError.
 */
export class Interruption {
  private readonly stops = new Set<() => void>();

  interrupt(): void {
    for (const stop of this.stops) stop();
  }

  /** `value`, or its error, or InterruptedError; a value that is no promise is given back at once. */
  readonly interruptible = <T>(value: T): T | Promise<Awaited<T>> => {
    if (!isThenable(value)) return value;
    return new Promise((resolve, reject) => {
      let patience: NodeJS.Timeout | undefined;
      const stop = (): void => {
        patience ??= setTimeout(() => reject(interrupted()), PATIENCE_MS);
      };
      const settled = (): void => {
        this.stops.delete(stop);
        clearTimeout(patience);
      };
      this.stops.add(stop);
      Promise.resolve(value).then(
        (result) => {
          settled();
          if (patience) reject(interrupted());
          else resolve(result);
        },
        (error: unknown) => {
          settled();
          reject(error);
        },
      );
    });
  };

  /** The steps of a `for await`, each of which can be interrupted. */
  readonly interruptibleSteps = (iterable: AsyncIterable<unknown> | Iterable<unknown>): AsyncGenerator<unknown> =>
    this.steps(iterable);

  private async *steps(iterable: AsyncIterable<unknown> | Iterable<unknown>): AsyncGenerator<unknown> {
    const iterator = Symbol.asyncIterator in iterable ? iterable[Symbol.asyncIterator]() : iterable[Symbol.iterator]();
    let ended = false;
    try {
      for (;;) {
        const step = await this.interruptible(iterator.next());
        ended = step.done === true;
        if (ended) return;
        yield this.interruptible(step.value);
      }
    } finally {
      // Not awaited: a generator that still waits for its last step would keep the interrupted cell waiting too.
      if (!ended) void Promise.resolve(iterator.return?.()).catch(() => undefined);
    }
  }
}

/** A converter after which each `await` of a cell, and each step of a `for await`, can be interrupted. */
export function withInterruptibleAwaits(converter: Converter): Converter {
  return {
    ...converter,
    convert: (declarations, source) => {
      const result = converter.convert(declarations, source);
      return result.output === undefined ? result : { ...result, output: interruptibleAwaits(result.output) };
    },
  };
}

const OPENING = '(async () => {';

/** JavaScript of a cell in which every wait goes through the functions that the kernel puts into `__tslab__`. */
function interruptibleAwaits(code: string): string {
  if (!code.includes('await')) return code;
  // Within an async function, as tslab runs it: elsewhere `await` could be a name.
  const file = ts.createSourceFile('cell.js', `${OPENING}${code}\n})`, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS);
  const insertions: Insertion[] = [];
  const wrap = (expression: TypeScript.Expression, name: string): void => {
    insertions.push({ at: expression.getStart(file) - OPENING.length, text: `__tslab__.${name}(` });
    insertions.push({ at: expression.end - OPENING.length, text: ')' });
  };
  const visit = (node: TypeScript.Node): void => {
    if (ts.isAwaitExpression(node)) wrap(node.expression, 'interruptible');
    else if (ts.isForOfStatement(node) && node.awaitModifier) wrap(node.expression, 'interruptibleSteps');
    ts.forEachChild(node, visit);
  };
  visit(file);
  return insertInto(code, insertions);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    value !== null &&
    (typeof value === 'object' || typeof value === 'function') &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}

function interrupted(): InterruptedError {
  return new InterruptedError('Interrupted.');
}
