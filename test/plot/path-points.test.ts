import * as assert from 'node:assert/strict';
import { pathPoints, pointAlong, polylineLength } from '../../src/plot/path-points.js';

describe('pathPoints', () => {
  it('follows absolute and relative commands', () => {
    assert.deepEqual(pathPoints('M1,2L3,4l1,1H10v-5h-2V0'), [1, 2, 3, 4, 4, 5, 10, 5, 10, 0, 8, 0, 8, 0]);
  });

  it('returns to the start of the subpath on Z', () => {
    assert.deepEqual(pathPoints('M5,5l2,0l0,2Zl1,1'), [5, 5, 7, 5, 7, 7, 6, 6]);
  });

  it('takes the end points of curves and arcs, and repeated arguments', () => {
    assert.deepEqual(
      pathPoints('M0,0C1,1,2,2,3,3Q4,4,5,5A1,1,0,0,1,9,9L1,1,2,2'),
      [0, 0, 3, 3, 5, 5, 9, 9, 1, 1, 2, 2],
    );
  });

  it('reads numbers as Plotly writes them', () => {
    assert.deepEqual(pathPoints('M.5-1.5e1L-2,3.25'), [0.5, -15, -2, 3.25]);
    assert.deepEqual(pathPoints(null), []);
  });
});

describe('polylines', () => {
  const square = [0, 0, 3, 0, 3, 4];

  it('have a length', () => {
    assert.equal(polylineLength(square), 7);
  });

  it('are walked along, and not beyond their ends', () => {
    assert.deepEqual(pointAlong(square, 1.5), { x: 1.5, y: 0 });
    assert.deepEqual(pointAlong(square, 5), { x: 3, y: 2 });
    assert.deepEqual(pointAlong(square, 99), { x: 3, y: 4 });
    assert.deepEqual(pointAlong(square, -1), { x: 0, y: 0 });
  });
});
