import * as assert from 'node:assert/strict';
import { compareOutputs } from '../../src/notebook/compare-outputs.js';
import { compareText } from '../../src/notebook/compare-text.js';
import type { MimeBundle, Output } from '../../src/notebook/nbformat.js';
import { ProgressDisplay, type ShowProgress } from '../../src/notebook/progress-display.js';

const tolerance = { relative: 0.01, absolute: 1e-3 };
const shown = (data: MimeBundle): Output => ({ output_type: 'display_data', data, metadata: {} });
const printed = (text: string): Output => ({ output_type: 'stream', name: 'stdout', text });
const words = (text: string): Output => shown({ 'text/plain': text });
const plotly = (value: unknown): Output => shown({ 'application/vnd.plotly.v1+json': value });

describe('compareText', () => {
  const agree: [saved: string, fresh: string][] = [
    ['R² 0.513  −4.00e-1', 'R² 0.5134 -0.4'],
    ['1,000 points', '1005 points'],
    ['<td>0.513</td>', '<td>0.514</td>'],
    ['0 of it', '0.0009 of it'],
    ['took 3.2 s, 213 images/s · 12 ms', 'took 19 s, 4.1 images/s · 1.5 ms'],
    ['saved 2024-05-06T07:08:09.1Z, 0:07 left', 'saved 2025-01-02 10:11:12, 11:59 left'],
    ['NaN Infinity', 'NaN Infinity'],
    ['a  b   \n', 'a b'],
  ];
  for (const [saved, fresh] of agree)
    it(`takes "${saved.trim()}" for "${fresh}"`, () => assert.equal(compareText(saved, fresh, tolerance), undefined));

  const differ: [saved: string, fresh: string][] = [
    ['R² 0.513', 'R² 0.520'],
    ['0.0005', '0.0016'],
    ['train-0001/2', 'train-0001/3'],
    ['s1000', 's1001'],
    ['160/160', '161/160'],
    ['1 2', '1'],
    ['0.5', 'NaN'],
    ['red', 'blue'],
    ['3 s of it', '3 m of it'],
  ];
  for (const [saved, fresh] of differ)
    it(`tells "${saved}" from "${fresh}"`, () =>
      assert.deepEqual(compareText(saved, fresh, tolerance), { line: 1, saved, fresh }));

  it('names the first line that differs, also one that is missing', () => {
    assert.deepEqual(compareText('a\nb 1\nc', 'a\nb 2\nd', tolerance), { line: 2, saved: 'b 1', fresh: 'b 2' });
    assert.deepEqual(compareText('a\nb', 'a', tolerance), { line: 2, saved: 'b', fresh: undefined });
  });
});

describe('compareOutputs', () => {
  const difference = (saved: Output[], fresh: Output[]): unknown => compareOutputs(saved, fresh, tolerance);

  it('joins what is printed, wherever displays stand between', () => {
    assert.equal(difference([printed('a\n'), words('x'), printed('b\n')], [printed('a\nb\n'), words('x')]), undefined);
    assert.deepEqual(difference([printed('a\n1\n')], [printed('a\n2\n')]), {
      place: 'standard output, line 2',
      saved: '1',
      fresh: '2',
    });
  });

  it('passes over standard error, execution counts and bars of progress', () => {
    const bars = (draw: (display: ProgressDisplay) => void): Output => {
      let output: Output | undefined;
      const show: ShowProgress = (data, { metadata }) => (output = { output_type: 'display_data', data, metadata });
      draw(new ProgressDisplay(show, () => 0, 0));
      return output!;
    };
    const trained = bars((display) => display.start('cross-view, seed 1', 9).finish('loss 2.3'));
    const slower = bars((display) => display.note('read from elsewhere'));
    const result = (execution_count: number): Output =>
      ({ output_type: 'execute_result', data: { 'text/plain': '1' }, metadata: {}, execution_count }); // prettier-ignore
    const warned: Output = { output_type: 'stream', name: 'stderr', text: 'warning' };
    assert.equal(difference([trained, result(1)], [warned, result(7), slower, slower]), undefined);
  });

  it('compares pictures by their presence, their words by what they say', () => {
    const picture = (png: string, text: string): Output => shown({ 'image/png': png, 'text/plain': text });
    assert.equal(difference([picture('AA==', '4 pictures')], [picture('BB==', '4 pictures')]), undefined);
    assert.deepEqual(difference([picture('AA==', '4 pictures')], [picture('AA==', '5 pictures')]), {
      place: 'display 1, text/plain, line 1',
      saved: '4 pictures',
      fresh: '5 pictures',
    });
    assert.deepEqual(difference([picture('AA==', 'a')], [words('a')]), {
      place: 'display 1, media types',
      saved: 'image/png, text/plain',
      fresh: 'text/plain',
    });
    assert.deepEqual(difference([words('a'), picture('AA==', 'b\nc')], [words('a')]), {
      place: 'display 2',
      saved: 'b',
      fresh: '(nothing)',
    });
  });

  it('compares figures by structure, and their numbers, binary ones too', () => {
    const binary = (values: number[]): unknown => ({
      dtype: 'f4',
      bdata: Buffer.from(new Float32Array(values).buffer).toString('base64'),
    });
    const figure = (x: unknown, y: unknown, name = 'a'): Output => plotly({ data: [{ x, y, name }], layout: {} });
    assert.equal(difference([figure([1, 2], binary([1, 2]))], [figure([1, 2.01], binary([1, 2.01]))]), undefined);
    const place = (saved: Output, fresh: Output): string => (difference([saved], [fresh]) as { place: string }).place;
    const type = 'display 1, application/vnd.plotly.v1+json';
    assert.equal(place(figure([1, 2], 0), figure([1, 2.1], 0)), `${type}, data[0].x[1]`);
    assert.equal(place(figure([1, 2], 0), figure([1], 0)), `${type}, data[0].x`);
    assert.equal(place(figure(0, binary([1, 2])), figure(0, binary([1, 3]))), `${type}, data[0].y[1]`);
    assert.equal(place(figure(0, 0, 'a'), figure(0, 0, 'b')), `${type}, data[0].name`);
    assert.equal(place(plotly({ data: [], layout: {} }), plotly({ data: [], frames: {} })), type);
    assert.equal(place(plotly({ data: null }), plotly({ data: [] })), `${type}, data`);
  });

  it('compares errors by name and message, not by their stack', () => {
    const error = (evalue: string, traceback: string[]): Output => ({ output_type: 'error', ename: 'E', evalue, traceback }); // prettier-ignore
    assert.equal(difference([error('too far', ['at a'])], [error('too far', ['at b'])]), undefined);
    assert.deepEqual(difference([error('too far', [])], []), { place: 'error', saved: 'E: too far', fresh: '(no error)' }); // prettier-ignore
  });
});
