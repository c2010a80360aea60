import * as assert from 'node:assert/strict';
import { constantSchedule, cosineSchedule, polynomialSchedule } from '../../src/training/index.js';
import { assertAllClose } from '../support/assert-all-close.js';

describe('schedules', () => {
  it('start at the full rate without warm-up and fall along their curve', () => {
    const cosine = cosineSchedule({ rate: 2, steps: 100 });
    assertAllClose([cosine(0), cosine(25), cosine(50), cosine(75)], [2, 1 + Math.SQRT1_2, 1, 1 - Math.SQRT1_2]);
    const polynomial = polynomialSchedule({ rate: 2, steps: 100 });
    assertAllClose([polynomial(0), polynomial(50), polynomial(99)], [2, 2 * 0.5 ** 0.9, 2 * 0.01 ** 0.9]);
  });

  it('grow in equal steps while warming up and are highest right after', () => {
    for (const schedule of [
      cosineSchedule({ rate: 1, steps: 50, warmUp: 4 }),
      polynomialSchedule({ rate: 1, steps: 50, warmUp: 4 }),
      constantSchedule({ rate: 1, warmUp: 4 }),
    ]) {
      assertAllClose([0, 1, 2, 3, 4].map(schedule), [0.2, 0.4, 0.6, 0.8, 1]);
      for (let step = 5; step < 50; step++) assert.ok(schedule(step) <= schedule(step - 1) && schedule(step) > 0);
    }
  });
});
