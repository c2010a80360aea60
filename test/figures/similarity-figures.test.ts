import * as assert from 'node:assert/strict';
import { curves, similarityMatrices, similarityMeasures } from '../../figures/index.js';
import { renderSvg, variationStyle } from '../../src/plot/index.js';
import type { Compared } from '../../src/similarity/index.js';

function compared(measure: string, calibrated: number): Compared {
  return {
    measure,
    kind: 'similarity',
    value: 0.5,
    interval: [0.4, 0.6],
    unrelated: 0.1,
    p: 0.01,
    bias: 0.1,
    calibrated,
    calibratedInterval: [calibrated - 0.1, calibrated + 0.2],
  };
}

describe('figures of similarity', () => {
  it('matrices: rows are layers of the first encoder, every value stands in its cell', async () => {
    const values = [
      [0.11, 0.22, 0.33],
      [0.44, 0.55, 0.66],
    ];
    const panel = { title: 'one with other', rows: ['s1', 's2'], columns: ['a', 'b', 'c'], values };
    const figure = similarityMatrices([panel, { ...panel, title: 'again' }], { caption: 'n = 9.' });
    assert.deepEqual([figure.data[1].y, figure.data[1].x], [panel.rows, panel.columns]);
    const svg = await renderSvg(figure);
    for (const word of ['one with other', 'again', 's2', ...values.flat().map(String)])
      assert.ok(svg.includes(word), word);
  });

  it('measures: one line a measure, one mark a pair, bars from low to high', async () => {
    const figure = similarityMeasures(
      { none: [compared('cka', 0.3), compared('rsa', 0.2)], 'cross-view': [compared('rsa', 0.6)] },
      { caption: 'n = 9.' },
    );
    const [none, crossView] = figure.data as unknown as {
      x: number[];
      y: number[];
      error_x: Record<string, number[]>;
    }[];
    assert.deepEqual(none.x, [0.3, 0.2]);
    assert.ok(Math.abs(none.error_x.array[0] - 0.2) < 1e-12 && Math.abs(none.error_x.arrayminus[0] - 0.1) < 1e-12);
    assert.equal(Math.round(crossView.y[0]), Math.round(none.y[1]), 'the same measure on the same line');
    assert.notEqual(crossView.y[0], none.y[1], 'beside, not upon each other');
    const svg = await renderSvg(figure);
    for (const word of ['cka', 'rsa', 'cross-view', 'identical']) assert.ok(svg.includes(word), word);
  });

  it('curves: one legend entry a name, the colour of the variation they are like, bands from high to low and back', async () => {
    const figure = curves(
      [
        { name: 'two seeds', like: 'cross-view', values: [0.1, 0.2], intervals: [[0, 0.3], null], panel: 'here' },
        { name: 'two seeds', like: 'cross-view', values: [0.3, null], panel: 'there', dash: 'dot' },
        { name: 'other', values: [0.5, 0.6], panel: 'here' },
      ],
      { title: 'Alike', caption: 'n = 3.', along: [8, 16], x: 'cells', y: 'CKA' },
    );
    assert.deepEqual(
      figure.data.filter(({ showlegend }) => showlegend).map(({ name }) => name),
      ['two seeds', 'other'],
    );
    const [first, second] = figure.data.filter(({ name, showlegend }) => name === 'two seeds' && showlegend === false);
    const line = first.line as { color: string };
    assert.equal(line.color, variationStyle('cross-view', []).colour);
    assert.deepEqual(
      [first.x, second.y],
      [
        ['8', '16'],
        [0.3, null],
      ],
    );
    assert.notEqual(first.xaxis, second.xaxis);
    assert.deepEqual(figure.data.find(({ fill }) => fill === 'toself')!.y, [0.3, 0]);
    const svg = await renderSvg(figure);
    for (const word of ['here', 'there', 'cells', 'CKA', 'other']) assert.ok(svg.includes(word), word);
  });
});
