import * as assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { packageRoot } from '../../src/support/package.js';

describe('importing alignscope', () => {
  it('loads no large package before it is needed', () => {
    const entry = path.join(packageRoot(), 'dist', 'src', 'index.js');
    const script = `
      import Module from 'node:module';
      await import(${JSON.stringify(entry)});
      console.log(Object.keys(Module._cache).join('\\n'));`;
    const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    const packages = new Set([...stdout.matchAll(/node_modules[\\/]((?:@[^\\/\n]+[\\/])?[^\\/\n]+)/g)].map(([, name]) => name)); // prettier-ignore
    assert.ok(packages.has('@tensorflow/tfjs-core'), [...packages].join(', '));
    for (const large of [
      'jsdom',
      'plotly.js',
      'danfojs-node',
      'sharp',
      '@napi-rs/canvas',
      'zeromq',
      '@tensorflow/tfjs-node-gpu',
    ])
      assert.ok(!packages.has(large), large);
  });
});
