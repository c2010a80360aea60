import * as assert from 'node:assert/strict';
import type { Output } from '../../src/notebook/nbformat.js';
import { ProgressDisplay, type ShowProgress } from '../../src/notebook/progress-display.js';
import { withoutTimes } from './without-times.js';

describe('outputs without times', () => {
  const shown = (data: object): Output => ({ output_type: 'display_data', data: { ...data }, metadata: {} });
  const trained = (loss: string, seconds: number): Output => {
    let output: Output | undefined;
    let now = 0;
    const show: ShowProgress = (data, { metadata }) => (output = { output_type: 'display_data', data, metadata });
    const display = new ProgressDisplay(show, () => now, 0);
    const task = display.start('training', 9);
    now = 1000 * seconds;
    task.finish(`loss ${loss} · ${(9 / seconds).toFixed(1)} images/s`);
    return output!;
  };
  const of = (...outputs: Output[]): object => withoutTimes({ outputs, execution_count: 1 });

  it('are the same when only times differ', () => {
    assert.deepEqual(of(trained('2.3', 3)), of(trained('2.3', 40)));
    assert.deepEqual(of(shown({ 'text/html': '<td>3.2 s</td>' })), of(shown({ 'text/html': '<td>14 s</td>' })));
  });

  it('are others when anything else does', () => {
    assert.notDeepEqual(of(trained('2.3', 3)), of(trained('2.4', 3)));
    assert.notDeepEqual(of(shown({ 'text/plain': 'R² 0.513' })), of(shown({ 'text/plain': 'R² 0.514' })));
    assert.notDeepEqual(of(shown({ 'image/png': 'AA==' })), of(shown({ 'image/png': 'AB==' })));
    assert.notDeepEqual(of(shown({ 'text/plain': '3 steps' })), of(shown({ 'text/plain': '4 steps' })));
    assert.notDeepEqual(of(), of(shown({ 'text/plain': '' })));
  });
});
