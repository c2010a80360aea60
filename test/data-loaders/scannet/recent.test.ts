import * as assert from 'node:assert/strict';
import { Recent } from '../../../data-loaders/scannet/recent.js';

describe('what was used recently', () => {
  it('is made once, closed when it is old, but not while it is in use', async () => {
    const made: string[] = [];
    const closed: string[] = [];
    const recent = new Recent<string>(2, (value) => closed.push(value));
    const use = (key: string, during: () => Promise<void> = async () => undefined): Promise<void> =>
      recent.use(
        key,
        async () => {
          made.push(key);
          return key;
        },
        during,
      );
    let release = (): void => undefined;
    const busy = use('a', () => new Promise((resolve) => (release = resolve)));
    await use('b');
    await use('c');
    await use('d');
    assert.deepEqual(closed, ['b', 'c'].slice(0, closed.length), 'a is in use');
    assert.ok(!closed.includes('a'));
    release();
    await busy;
    await use('d');
    assert.deepEqual(made, ['a', 'b', 'c', 'd']);
    await use('e');
    await use('f');
    assert.ok(closed.includes('a'));
    assert.equal(made.length - closed.length, 2);
  });

  it('is tried again after a failure', async () => {
    const recent = new Recent<number>(2);
    let tries = 0;
    const make = async (): Promise<number> => {
      if (++tries === 1) throw new Error('not yet');
      return tries;
    };
    await assert.rejects(
      recent.use('a', make, (value) => value),
      /not yet/,
    );
    assert.equal(await recent.use('a', make, (value) => value), 2);
  });
});
