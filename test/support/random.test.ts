import * as assert from 'node:assert/strict';
import { Random, seeded } from '../../src/support/random.js';

describe('Random', () => {
  it('draws the reference sequence of xoshiro128**', () => {
    // First outputs of Blackman & Vigna's C code for the state (1, 2, 3, 4).
    const random = new Random([1, 2, 3, 4]);
    assert.deepEqual(
      [random.uint32(), random.uint32(), random.uint32(), random.uint32()],
      [11520, 0, 5927040, 70819200],
    );
  });

  it('continues exactly from its state', () => {
    const random = seeded('state', 7);
    for (let i = 0; i < 10; i++) random.next();
    const copy = new Random(random.state());
    assert.deepEqual(
      Array.from({ length: 20 }, () => copy.next()),
      Array.from({ length: 20 }, () => random.next()),
    );
  });

  it('tells apart seeds that look alike', () => {
    const first = [seeded(1), seeded('1'), seeded(1, 'a'), seeded('1a'), seeded('a', 1), seeded()].map((r) =>
      r.uint32(),
    );
    assert.equal(new Set(first).size, first.length);
  });

  it('has the moments of its distributions', () => {
    const random = seeded('moments');
    const n = 40000;
    let sum = 0;
    let square = 0;
    let uniform = 0;
    for (let i = 0; i < n; i++) {
      const x = random.normal();
      sum += x;
      square += x * x;
      uniform += random.uniform(-1, 3);
    }
    assert.ok(Math.abs(sum / n) < 0.02, `mean ${sum / n}`);
    assert.ok(Math.abs(square / n - 1) < 0.03, `variance ${square / n}`);
    assert.ok(Math.abs(uniform / n - 1) < 0.03, `uniform mean ${uniform / n}`);
  });

  it('permutes without loss', () => {
    const order = [...seeded('permutation').permutation(100)];
    assert.notDeepEqual(order, [...Array(100).keys()]);
    assert.deepEqual(
      order.sort((a, b) => a - b),
      [...Array(100).keys()],
    );
  });

  it('forks without being moved', () => {
    const random = seeded('fork');
    const before = random.state();
    const [a, b] = [random.fork('a').next(), random.fork('b').next()];
    assert.notEqual(a, b);
    assert.deepEqual(random.state(), before);
  });
});
