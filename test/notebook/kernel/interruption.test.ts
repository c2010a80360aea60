import * as assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { Interruption, withInterruptibleAwaits } from '../../../src/notebook/kernel/interruption.js';
import type { Converter } from '../../../src/notebook/kernel/tslab.js';
import { InterruptedError } from '../../../src/support/errors.js';

const never = new Promise<never>(() => undefined);

describe('Interruption', () => {
  const { interruptible, interruptibleSteps, ...interruption } = new Interruption();
  const interrupt = (): void => Interruption.prototype.interrupt.call(interruption);

  it('gives what is waited for when nobody interrupts', async () => {
    assert.equal(interruptible(3), 3);
    assert.equal(await interruptible(Promise.resolve(4)), 4);
    await assert.rejects(interruptible(Promise.reject(new RangeError('far'))) as Promise<never>, /far/);
  });

  it('ends what would never end, and what ends well all the same', async () => {
    const waits = [interruptible(never), interruptible(delay(10))];
    interrupt();
    for (const wait of await Promise.allSettled(waits))
      assert.ok(wait.status === 'rejected' && wait.reason instanceof InterruptedError);
  });

  it('lets work say itself how it was interrupted', async () => {
    const wait = interruptible(delay(10).then(() => Promise.reject(new Error('saved at step 3')))) as Promise<never>;
    interrupt();
    await assert.rejects(wait, /saved at step 3/);
  });

  it('does not touch what begins afterwards', async () => {
    interrupt();
    assert.equal(await interruptible(delay(1, 'done')), 'done');
  });

  it('goes through all steps of an iteration, and ends a step that never comes', async () => {
    const seen: unknown[] = [];
    for await (const value of interruptibleSteps([1, Promise.resolve(2)])) seen.push(value);
    assert.deepEqual(seen, [1, 2]);
    let closed = false;
    async function* stream(): AsyncGenerator<number> {
      try {
        yield 1;
        yield 2;
      } finally {
        closed = true;
      }
    }
    for await (const value of interruptibleSteps(stream())) if (value === 1) break;
    assert.ok(closed, 'a loop that is left closes its source');
    const stuck = interruptibleSteps({ [Symbol.asyncIterator]: () => ({ next: () => never }) }).next();
    interrupt();
    await assert.rejects(stuck, InterruptedError);
  });
});

describe('interruptible awaits', () => {
  const converted = (output: string): string | undefined =>
    withInterruptibleAwaits({ convert: () => ({ output, diagnostics: [] }) } as unknown as Converter).convert('', '')
      .output;

  it('pass through the kernel, wherever they are', () => {
    assert.equal(
      converted('const a = await f(await b, 1);\nfor await (const x of xs) g(x);\nasync () => { await c; };'),
      'const a = await __tslab__.interruptible(f(await __tslab__.interruptible(b), 1));\n' +
        'for await (const x of __tslab__.interruptibleSteps(xs)) g(x);\nasync () => { await __tslab__.interruptible(c); };',
    );
  });

  it('are no words in texts, comments and names', () => {
    for (const code of ["'await x'; // await y", 'o.await(1); o = { await: 2 };', 'for (const x of xs) f(x);'])
      assert.equal(converted(code), code);
  });
});
