import * as assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';

const require = createRequire(import.meta.url);

/** Runs a module's text in a Node of its own, so that what a package does on loading stays there. */
function evaluate(script: string): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  return stdout.trim();
}

describe('the packages that the study rests on', () => {
  it('danfojs-node makes a table and groups it', () => {
    const means = evaluate(`
      const { DataFrame } = (await import('danfojs-node')).default;
      const table = new DataFrame({ variation: ['none', 'none', 'cross-view'], r2: [0.5, 0.7, 0.4] });
      console.log(table.groupby(['variation']).col(['r2']).mean().values.join(' '));`);
    assert.equal(means, 'none,0.6 cross-view,0.4');
  });

  it('arquero makes a table and groups it', () => {
    const means = evaluate(`
      import { op, table } from 'arquero';
      const rows = table({ variation: ['none', 'none', 'cross-view'], r2: [0.5, 0.7, 0.4] });
      console.log(JSON.stringify(rows.groupby('variation').rollup({ r2: (d) => op.mean(d.r2) }).objects()));`);
    assert.equal(means, '[{"variation":"none","r2":0.6},{"variation":"cross-view","r2":0.4}]');
  });

  it('plotly.js loads without a browser and knows a wrong trace from a right one', () => {
    const faults = evaluate(`
      import { readFileSync } from 'node:fs';
      import { createRequire } from 'node:module';
      import { JSDOM } from 'jsdom';
      const bundle = createRequire(${JSON.stringify(import.meta.url)}).resolve('plotly.js/dist/plotly.min.js');
      const { window } = new JSDOM('', { runScripts: 'outside-only' });
      window.URL.createObjectURL = () => '';
      window.HTMLCanvasElement.prototype.getContext = () => null;
      window.eval(readFileSync(bundle, 'utf8'));
      const right = window.Plotly.validate([{ type: 'scatter', y: [1, 2] }], {});
      const wrong = window.Plotly.validate([{ type: 'scatter', y: [1, 2], mode: 'dots' }], {});
      console.log(right, wrong.map(({ code, path }) => code + ' ' + path).join());`);
    assert.equal(faults, 'undefined value mode');
  });

  it('tslab starts and says its version', () => {
    const kernel = path.join(path.dirname(require.resolve('tslab/package.json')), 'bin', 'tslab');
    const { status, stdout, stderr } = spawnSync(process.execPath, [kernel, '--version'], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    assert.match(stdout, /tslab \d+\.\d+\.\d+/);
  });

  it('@tensorflow/tfjs-node-gpu computes with the TensorFlow that setup installed', function () {
    const folder = path.dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json'));
    if (!existsSync(path.join(folder, 'lib'))) {
      console.log('      skipped: native TensorFlow is not set up (npm run setup:native)');
      this.skip();
    }
    const said = evaluate(`
      import { createRequire } from 'node:module';
      const require = createRequire(${JSON.stringify(import.meta.url)});
      const util = require('node:util');
      util.isNullOrUndefined = (value) => value == null;
      util.isArray = Array.isArray;
      const tf = require('@tensorflow/tfjs-node-gpu');
      const sum = tf.sum(tf.tensor1d([1, 2, 3.5])).dataSync()[0];
      console.log(tf.getBackend(), sum, tf.backend().binding.TF_Version);`);
    assert.match(said, /^tensorflow 6\.5 2\.\d+\.\d+$/);
  });
});
