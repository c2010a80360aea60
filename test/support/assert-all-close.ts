import * as assert from 'node:assert/strict';

/** Fails unless |actual − expected| ≤ atol + rtol·|expected| for every element; names the worst one. */
export function assertAllClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { rtol = 1e-6, atol = 1e-8, label = '' }: { rtol?: number; atol?: number; label?: string } = {},
): void {
  assert.equal(actual.length, expected.length, `${label} length`);
  let worst = -1;
  let excess = 0;
  for (let i = 0; i < actual.length; i++) {
    const difference = Math.abs(actual[i] - expected[i]);
    const over = difference - (atol + rtol * Math.abs(expected[i]));
    if (!(over <= 0) && !(over <= excess)) {
      worst = i;
      excess = over;
    }
  }
  if (worst >= 0)
    assert.fail(
      `${label} element ${worst}: ${actual[worst]} is not close to ${expected[worst]} (rtol ${rtol}, atol ${atol})`,
    );
}
