import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { codeBlocks, pages } from './pages.js';
import { runExample } from './run-example.js';

/** How far numbers may be from those on the page: backends round differently, and ridge regression is fitted to what they give. */
const tolerance = 0.02;

describe('docs/tutorial.md', () => {
  const page = pages().find(({ file }) => file === 'docs/tutorial.md')!;
  const examples = codeBlocks(page, 'ts');
  const outputs = codeBlocks(page, 'text');
  let cache: string;
  before(() => (cache = fs.mkdtempSync(path.join(os.tmpdir(), 'tutorial-'))));
  after(() => fs.rmSync(cache, { recursive: true, force: true }));

  it('begins with ten lines', () => {
    assert.equal(examples[0].trim().split('\n').length, 10);
    assert.equal(examples.length, outputs.length);
  });

  for (const [i, title] of ['asks', 'compares', 'doubts', 'looks'].entries())
    it(`${title} with an example that prints what the page says`, function () {
      this.timeout(60_000);
      const numbers = /-?\d+(?:\.\d+)?/g;
      const printed = runExample(examples[i], { ALIGNSCOPE_CACHE: cache });
      assert.equal(printed.replace(numbers, '#').trim(), outputs[i].replace(numbers, '#').trim(), printed);
      const [actual, expected] = [printed, outputs[i]].map((text) => text.match(numbers) ?? []);
      expected.forEach((value, k) => {
        const off = Math.abs(Number(actual[k]) - Number(value));
        assert.ok(off <= (value.includes('.') ? tolerance : 0), `${value} on the page, ${actual[k]} printed`);
      });
    });
});
