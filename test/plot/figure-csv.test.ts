import { fromCSV } from 'arquero';
import * as assert from 'node:assert/strict';
import { figureCsv } from '../../src/plot/figure-csv.js';
import { panelTitle } from '../../src/plot/panel-grid.js';

const size = { width: 1, height: 1 };

describe('figureCsv', () => {
  const numbers = [
    {
      series: 'a "b", c',
      x: 's1',
      measure: 'R²',
      value: 0.1 + 0.2,
      low: -1e-7,
      high: 1,
      seeds: 5,
      n: 10,
      margin: 0.05,
    },
    { series: 'none', x: null, value: null },
  ];
  const title = panelTitle({ x: [0, 1], y: [0, 1], xaxis: 'x2' }, 'colour<br>&amp; more', 'R²');
  const figure = {
    data: [{ type: 'scatter', xaxis: 'x2', meta: { numbers } }],
    layout: { ...size, annotations: [title], meta: { numbers: [{ panel: 'head', series: 'x', value: 2 }] } },
  };

  it('is a tidy table that arquero reads back, number for number', () => {
    assert.deepEqual(fromCSV(figureCsv(figure)).objects(), [
      { panel: 'colour & more', ...numbers[0] },
      { panel: 'colour & more', series: 'none', x: null, measure: null, value: null, low: null, high: null, seeds: null, n: null, margin: null }, // prettier-ignore
      { panel: 'head', series: 'x', x: null, measure: null, value: 2, low: null, high: null, seeds: null, n: null, margin: null }, // prettier-ignore
    ]);
  });

  it('of a figure of one’s own tells coordinates and error bars', () => {
    const bars = { type: 'bar', name: 'mine', x: ['a', 'b'], y: [1, 2], error_y: { array: [0.5, 0.25] } };
    const cells = { type: 'heatmap', name: 'z', x: ['p', 'q'], y: ['r'], z: [[1, null]] };
    const entry = { type: 'scatter', name: 'entry', x: [null], y: [null] };
    const rows = fromCSV(figureCsv({ data: [bars, cells, entry], layout: size })).objects() as Record<
      string,
      unknown
    >[];
    assert.deepEqual(
      rows.map(({ series, x, value, low, high }) => [series, x, value, low, high]),
      [
        ['mine', 'a', 1, 0.5, 1.5],
        ['mine', 'b', 2, 1.75, 2.25],
        ['r', 'p', 1, null, null],
        ['r', 'q', null, null, null],
      ],
    );
  });
});
