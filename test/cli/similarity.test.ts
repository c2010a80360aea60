import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { writeNpy } from '../../src/formats/index.js';
import { bootstrapInterval, measures, permutationNull } from '../../src/similarity/index.js';
import { gaussian, related } from '../similarity/gaussian.js';
import { alignscope, alignscopeJson, assertRefused, temporaryFolder } from './run-cli.js';

describe('similarity on the command line', () => {
  let folder: string;
  const at = (name: string): string => path.join(folder, name);
  const x = gaussian(30, 4, 'command line');
  const y = related(x, 5, 0.6, 'command line');
  const command = (...more: string[]): string[] => ['similarity', at('x.npy'), at('y.npy'), ...more];

  before(() => {
    folder = temporaryFolder();
    writeNpy(at('x.npy'), { shape: [30, 4], values: x.values });
    writeNpy(at('y.npy'), { shape: [30, 5], values: y.values });
    const ids = Array.from({ length: 30 }, (_, i) => `image-${i}`);
    fs.writeFileSync(at('ids.txt'), `${ids.join('\n')}\n`);
    fs.writeFileSync(at('reversed.txt'), ids.reverse().join('\r\n'));
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('takes every measure, with the options it says', () => {
    for (const { name, compute, defaults } of Object.values(measures)) {
      const { sigma: _, ...shown } = defaults;
      const expected = { measure: name, value: compute(x, y), n: 30, ...shown };
      assert.deepEqual(alignscopeJson(command('--measure', name)), expected);
    }
    const options = { comparison: 'kendall' } as const;
    const { stdout } = alignscope(command('--measure', 'rsa-cosine', '--comparison', 'kendall'));
    const value = measures['rsa-cosine'].compute(x, y, options).toFixed(6);
    assert.equal(stdout, `rsa-cosine (comparison kendall) of 30 samples: ${value}\n`);
  });

  it('lists the measures in its help', () => {
    const { stdout } = alignscope(['similarity', '--help']);
    for (const { name, description, reference } of Object.values(measures))
      assert.ok(stdout.includes(`\n  ${name} [`) && stdout.includes(description) && stdout.includes(reference), name);
  });

  it('says how sure it is', () => {
    const how = { resamples: 20, seed: 3 };
    const asked = command('--measure', 'procrustes', '--resamples', '20', '--seed', '3');
    const told = alignscopeJson<Record<string, unknown>>(asked);
    assert.deepEqual(told.interval, bootstrapInterval(measures.procrustes, x, y, how));
    assert.deepEqual(told.permuted, permutationNull(measures.procrustes, x, y, how));
    assert.match(alignscope(asked).stdout, /interval over samples: \d.*\nsamples in random order: .*p 0\.0476\nindependent Gaussians/); // prettier-ignore
  });

  it('compares ids, and refuses options that mean nothing', () => {
    assert.equal(alignscope(command('--ids-a', at('ids.txt'), '--ids-b', at('ids.txt'))).code, 0);
    const requests: [string[], RegExp][] = [
      [['--ids-a', at('ids.txt'), '--ids-b', at('reversed.txt')], /Row 0 is sample image-0 in the first features and image-29/],
      [['--ids-a', at('ids.txt')], /give --ids-b too/],
      [['--measure', 'rsa', '--kernel', 'rbf'], /--kernel does not apply to rsa, which takes --comparison/],
      [['--measure', 'cca', '--folds', '3'], /--folds does not apply to cca, which takes no options/],
      [['--seed', '3'], /--seed does not apply to cka/],
      [['--measure', 'mutual-knn', '--neighbours', '30'], /from 1 to 29/],
    ]; // prettier-ignore
    for (const [more, says] of requests) assertRefused(alignscope(command(...more)), { code: 2, says: [says] });
  });
});
