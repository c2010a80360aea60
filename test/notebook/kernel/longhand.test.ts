import * as assert from 'node:assert/strict';
import { withLonghand } from '../../../src/notebook/kernel/longhand.js';
import type { Converter, Diagnostic } from '../../../src/notebook/kernel/tslab.js';

/** A converter that gives the source back and complains of every `missing` in it. */
const echo = {
  convert: (_declarations: string, source: string) => ({
    output: source,
    diagnostics: [...source.matchAll(/missing(?!:)/g)].map((match): Diagnostic => {
      const before = source.slice(0, match.index).split('\n');
      const start = { offset: match.index, line: before.length - 1, character: before.at(-1)!.length };
      const end = { ...start, offset: start.offset + 7, character: start.character + 7 };
      return { start, end, messageText: 'missing', category: 1, code: 0 };
    }),
  }),
} as unknown as Converter;

const written = (source: string): string | undefined => withLonghand(echo).convert('', source).output;

describe('longhand', () => {
  it('writes shorthand properties out, nested ones too', () => {
    assert.equal(
      written('study({ seed, nested: { steps }, list: [{ a, b: 1 }] })'),
      'study({ seed: seed, nested: { steps: steps }, list: [{ a: a, b: 1 }] })',
    );
  });

  it('also where they are assigned to', () => {
    assert.equal(written('({ seed } = options);'), '({ seed: seed } = options);');
  });

  it('leaves all else as it is', () => {
    for (const source of [
      'const { seed } = options;',
      'const f = ({ seed }) => ({ seed: seed, ...rest, [key]: 1, method() {} });',
      'type T = { seed };',
      '"{ seed }"; `{ seed }`; // { seed }',
      'import { seed } from "a"; export { seed };',
      '({ seed = 1 } = options);',
      'not a program {',
    ])
      assert.equal(written(source), source);
  });

  it('tells faults by their place in what was written', () => {
    const { diagnostics } = withLonghand(echo).convert('', 'f({ seed,\r\n  steps, missing }, missing);\nmissing');
    assert.deepEqual(
      diagnostics.map(({ start, end }) => [start.line, start.character, start.offset, end.character]),
      [
        [1, 9, 20, 16],
        [1, 20, 31, 27],
        [2, 0, 41, 7],
      ],
    );
  });
});
