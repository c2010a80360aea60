import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { confounds } from '../../src/probes/confounds.js';
import { allProbeTargets } from '../../src/probes/probe-targets.js';
import { defaultLambdas } from '../../src/probes/ridge.js';
import { runExample } from '../docs/run-example.js';

const root = path.resolve(import.meta.dirname, '../../..');
const page = fs.readFileSync(path.join(root, 'docs/probes.md'), 'utf8');

describe('docs/probes.md', () => {
  const [ownProbe, inFolds] = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, example]) => example);

  it('shows a probe of one’s own that runs', () => {
    const printed = runExample(ownProbe);
    assert.match(printed, /warmth at s2: R² 0\.\d\d/);
    assert.match(printed, /warmth at out: R² -?0\.\d\d/);
    assert.match(printed, /depth at out: δ₁ 0\.\d\d/);
    assert.match(printed, /16 maps of 24 × 32 cells/);
  });

  it('shows a cross-validation that runs', () => {
    const [low, high] = JSON.parse(runExample(inFolds)) as [number, number];
    assert.ok(low < high && high < 1, `${low}, ${high}`);
  });

  it('lists the targets as they are', () => {
    const rows = new Map([...page.matchAll(/^\| `([a-z-]+)` \|(.*)\|$/gm)].map(([, name, rest]) => [name, rest]));
    for (const { name, beyond, cells } of Object.values(allProbeTargets)) {
      const row = rows.get(name);
      assert.ok(row, `${name} is not in the table`);
      const [, , asked, out] = row.split('|').map((cell) => cell.trim());
      assert.equal(out, beyond ?? '', name);
      assert.equal(asked.startsWith('on one surface'), cells === 'single-instance', name);
      assert.equal(asked === 'labelled', cells === 'known', name);
    }
    assert.match(page, new RegExp(`of degree ${confounds.position.degree} in the position`));
    assert.match(page, new RegExp(`of degree ${confounds.geometry.degree} in log-depth`));
    assert.match(page, new RegExp(`best of ${defaultLambdas.length} \\(10⁻⁵ … 10²\\)`));
  });
});
