import * as assert from 'node:assert/strict';
import { panelGrid } from '../../src/plot/panel-grid.js';
import { assertAllClose } from '../support/assert-all-close.js';

const options = {
  count: 5,
  columns: 3,
  width: 700,
  panelHeight: 100,
  gapX: 50,
  gapY: 20,
  margin: { l: 60, r: 40, t: 30, b: 10 },
};

describe('panelGrid', () => {
  it('composes in pixels: equal panels, gaps and margins as asked', () => {
    const { panels, layout } = panelGrid(options);
    assert.deepEqual([layout.width, layout.height], [700, 260]);
    const plotWidth = 600;
    const widths = panels.map(({ x }) => (x[1] - x[0]) * plotWidth);
    assertAllClose(widths, [500 / 3, 500 / 3, 500 / 3, 500 / 3, 500 / 3]);
    assertAllClose([(panels[1].x[0] - panels[0].x[1]) * plotWidth, (panels[0].y[0] - panels[3].y[1]) * 220], [50, 20]);
  });

  it('names axes as Plotly does and knows the edges', () => {
    const { panels } = panelGrid(options);
    assert.deepEqual(
      panels.map(({ xaxis }) => xaxis),
      ['x', 'x2', 'x3', 'x4', 'x5'],
    );
    assert.deepEqual(
      panels.map(({ yaxisKey }) => yaxisKey),
      ['yaxis', 'yaxis2', 'yaxis3', 'yaxis4', 'yaxis5'],
    );
    assert.deepEqual(
      panels.map(({ isLeftmost }) => isLeftmost),
      [true, false, false, true, false],
    );
    assert.deepEqual(
      panels.map(({ isLowest }) => isLowest),
      [false, false, true, true, true],
    );
  });

  it('shares the width as asked', () => {
    const { panels } = panelGrid({ ...options, count: 2, columns: 2, gapX: 0, columnShares: [3, 1] });
    assertAllClose([panels[0].x[1], panels[1].x[0], panels[1].x[1]], [0.75, 0.75, 1]);
  });
});
