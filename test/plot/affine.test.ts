import * as fc from 'fast-check';
import * as assert from 'node:assert/strict';
import { identityAffine, multiplyAffine, parseTransform, type Affine } from '../../src/plot/affine.js';
import { assertAllClose } from '../support/assert-all-close.js';

function apply([a, b, c, d, e, f]: Affine, x: number, y: number): [number, number] {
  return [a * x + c * y + e, b * x + d * y + f];
}

const number = fc.double({ min: -50, max: 50, noNaN: true });
const affine = fc.tuple(number, number, number, number, number, number);

describe('multiplyAffine', () => {
  it('applies the second map first', () => {
    fc.assert(
      fc.property(affine, affine, number, number, (first, second, x, y) => {
        const [u, v] = apply(second, x, y);
        assertAllClose(apply(multiplyAffine(first, second), x, y), apply(first, u, v), { rtol: 1e-9, atol: 1e-6 });
      }),
    );
  });

  it('has an identity', () => {
    fc.assert(fc.property(affine, (map) => assertAllClose(multiplyAffine(identityAffine, map), map)));
  });
});

describe('parseTransform', () => {
  it('reads each kind, with commas or blanks', () => {
    assertAllClose(apply(parseTransform('translate(3,4)'), 1, 1), [4, 5]);
    assertAllClose(apply(parseTransform('translate(3)'), 1, 1), [4, 1]);
    assertAllClose(apply(parseTransform('scale(2 -1)'), 1, 1), [2, -1]);
    assertAllClose(apply(parseTransform('rotate(90)'), 1, 0), [0, 1], { atol: 1e-12 });
    assertAllClose(apply(parseTransform('rotate(-90, 10, 10)'), 10, 12), [12, 10], { atol: 1e-12 });
    assertAllClose(apply(parseTransform('matrix(1 2 3 4 5 6)'), 1, 1), [9, 12]);
  });

  it('applies the last of a list first, as SVG does', () => {
    assertAllClose(apply(parseTransform('translate(10,0) scale(2)'), 3, 0), [16, 0]);
  });

  it('takes nothing for the identity and names what it does not know', () => {
    assert.deepEqual(parseTransform(null), identityAffine);
    assert.throws(() => parseTransform('skewX(3)'), /skewX\(\) is not supported/);
  });
});
