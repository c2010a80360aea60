import * as assert from 'node:assert/strict';
import * as aq from 'arquero';
import { colourOf } from '../../data-loaders/label-colours.js';
import { classFigure } from '../../src/notebook/class-figure.js';

describe('figure of classes', () => {
  const dataset = { classes: ['unlabelled', 'wall', 'a < b', 'door'], legend: [[0, 0, 0], [1, 2, 3]] as const }; // prettier-ignore
  const words = { title: 'Classes', axis: 'share' };

  it('has a bar for each row of a table, in the colours of pictures', () => {
    const table = aq.table({ class: ['wall', 'a < b', 'unlabelled'], value: [0.625, 0.25, 0.125] });
    const { data, layout, caption } = classFigure(table, dataset, words);
    assert.deepEqual(data[0].x, [0.625, 0.25, 0.125]);
    assert.deepEqual(data[0].text, ['0.63', '0.25', '0.13']);
    assert.deepEqual((data[0].marker as { color: string[] }).color, ['rgb(1,2,3)', `rgb(${colourOf(2).join(',')})`, 'rgb(0,0,0)']); // prettier-ignore
    assert.deepEqual((layout.yaxis as { ticktext: string[] }).ticktext, ['wall', 'a &lt; b', 'unlabelled']);
    assert.equal(caption, '2 of 3 classes occur. share: wall 0.63, a < b 0.25, unlabelled 0.13.');
  });

  it('shows the first 30 of many, and says so', () => {
    const classes = ['unlabelled', ...Array.from({ length: 80 }, (_, i) => `class ${i}`)];
    const table = aq.table({ class: classes.slice(1, 42), value: classes.slice(1, 42).map((_, i) => 50 - i) });
    const { data, caption } = classFigure(table, { classes }, words);
    assert.equal((data[0].x as number[]).length, 30);
    assert.match(caption, /^41 of 80 classes occur; the first 30 are shown\. share: class 0 50, class 1 49,/);
  });
});
