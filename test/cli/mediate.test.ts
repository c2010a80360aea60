import * as assert from 'node:assert/strict';
import * as path from 'node:path';
import { root } from '../docs/pages.js';
import { alignscope, alignscopeJson, assertRefused } from './run-cli.js';

const encoder = path.join(root, 'zoo/cross-modal.safetensors');
const small = ['--scenes', '10', '--draws', '2', '--measure', 'albedo'];

describe('mediate on the command line', function () {
  this.timeout(120_000);

  it('says what is left after the erasure, and after random ones', () => {
    interface Printed {
      erased: string;
      rank: number;
      results: { target: string; metric: string; intact: number; erased: number; random: number[]; p: number }[];
    }
    const { erased, rank, results } = alignscopeJson<Printed>(['mediate', encoder, '--erase', 'depth', ...small]);
    assert.deepEqual([erased, rank], ['depth', 1]);
    const depth = results.find(({ target, metric }) => target === 'depth' && metric === 'r2')!;
    assert.ok(depth.intact > 0.05 && depth.erased < depth.intact / 2, `${depth.intact} → ${depth.erased}`);
    assert.equal(depth.random.length, 2);
    assert.ok(results.some(({ target }) => target === 'albedo'));
  });

  it('refuses a stage that is not there', () => {
    const ended = alignscope(['mediate', encoder, '--erase', 'depth', '--stage', 's9', ...small]);
    assertRefused(ended, { code: 2, says: [/Unknown stage s9/] });
  });
});
