import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { scanJson, scanJsonArray, type JsonItem } from '../../src/formats/index.js';
import { InputError } from '../../src/support/errors.js';
import '../support/property-seed.js';

async function* cut(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length];
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function scan(text: string | Uint8Array, sizes: readonly number[] = [2 ** 16]) {
  const items: JsonItem[] = [];
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const keys = await scanJson(cut(bytes, sizes), 'doc.json', (item) => items.push(item));
  return { keys, items };
}

/** The document that the items were taken from. */
function assemble({ keys, items }: Awaited<ReturnType<typeof scan>>): Record<string, unknown> {
  const members = new Map<string, unknown>([...keys].map((key) => [key, []]));
  for (const { key, index, value } of items)
    if (index === undefined) members.set(key, value);
    else assert.equal((members.get(key) as unknown[]).push(value), index + 1);
  return Object.fromEntries(members);
}

/** JSON texts of objects, with white space wherever it may stand. */
const documents = fc
  .tuple(
    fc.dictionary(
      fc.string({ unit: 'grapheme', maxLength: 5 }),
      fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 6 })),
      { maxKeys: 5 },
    ),
    fc.constantFrom('', ' ', '\t', '\r\n '),
  )
  .map(([value, indent]) => indent + JSON.stringify(value, null, indent) + indent);

describe('JSON in pieces', () => {
  it('is what JSON.parse reads, wherever it is cut', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(documents, sizes, async (text, chunks) => {
        assert.deepEqual(assemble(await scan(text, chunks)), JSON.parse(text));
      }),
      { numRuns: 300 },
    );
  });

  it('tells where the text of each item lies', async () => {
    await fc.assert(
      fc.asyncProperty(documents, async (text) => {
        const bytes = Buffer.from(text);
        for (const { offset, length, value } of (await scan(text, [7])).items)
          assert.deepEqual(JSON.parse(bytes.subarray(offset, offset + length).toString()), value);
      }),
    );
  });

  it('gives elements one by one and other members whole', async () => {
    const { keys, items } = await scan(
      '{"info": {"year": 2017}, "images": [{"id": 1}, [2], "],["], "none": [], "n": -1.5e3}',
    );
    assert.deepEqual([...keys], ['info', 'images', 'none', 'n']);
    assert.deepEqual(
      items.map(({ key, index, value }) => [key, index, value]),
      [
        ['info', undefined, { year: 2017 }],
        ['images', 0, { id: 1 }],
        ['images', 1, [2]],
        ['images', 2, '],['],
        ['n', undefined, -1500],
      ],
    );
  });

  it('takes arrays apart, wherever they are cut', async () => {
    const arrays = fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 6 });
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(arrays, sizes, fc.constantFrom('', ' '), async (values, chunks, indent) => {
        const items: JsonItem[] = [];
        const text = indent + JSON.stringify(values, null, indent) + indent;
        await scanJsonArray(cut(Buffer.from(text), chunks), 'doc.json', (item) => items.push(item));
        assert.deepEqual(items.map(({ value }) => value), JSON.parse(text)); // prettier-ignore
        assert.deepEqual(items.map(({ index }) => index), [...items.keys()]); // prettier-ignore
      }),
    );
  });

  it('refuses arrays that are none, naming element and byte', async () => {
    const wrong: [string, RegExp][] = [
      ['', /^doc\.json is cut short: it ends at byte 0, within what comes before the first bracket/],
      ['{"a": 1}', /at byte 0, .*: array expected/],
      ['[1, {"b": 2', /cut short: it ends at byte 11, within element 1/],
      ['[1,]', /at byte 3, in element 1/],
      ['[1] 2', /at byte 4, .*nothing expected/],
      ['[1, {"b": tru}]', /at byte 4, in element 1/],
      ['[{"score": 1}, {"score": NaN}]', /^doc\.json has NaN in element 1, which is no number in JSON/],
      ['[[-Infinity]]', /^doc\.json has -Infinity in element 0/],
    ];
    for (const [text, message] of wrong)
      await assert.rejects(
        scanJsonArray(cut(Buffer.from(text), [3]), 'doc.json', () => undefined),
        (error: Error) => error instanceof InputError && message.test(error.message),
        text,
      );
  });

  it('refuses what JSON.parse refuses, naming file and byte', async () => {
    const wrong: [string, RegExp][] = [
      ['', /^doc\.json is cut short: it ends at byte 0/],
      ['[1, 2]', /^doc\.json is not valid JSON at byte 0, .*: object expected/],
      ['{"a": 1', /cut short: it ends at byte 7, within "a"/],
      ['{"a": [1, {"b": "', /cut short: it ends at byte 17, within "a", element 1/],
      ['{"a": [1,]}', /at byte 9, in "a", element 1/],
      ['{"a": [,1]}', /at byte 7, in "a", element 0/],
      ['{"a": [1 2]}', /at byte 9, .*comma in array expected/],
      ['{"a": [1}, "b": 2]}', /comma in array expected/],
      ['{"a": 1,}', /at byte 8, .*key expected/],
      ['{"a" 1}', /at byte 5, .*colon expected/],
      ['{a: 1}', /at byte 1, .*key expected/],
      ['{"a": }', /at byte 6, in "a"/],
      ['{"a": {"b": [1}]}}', /at byte 6, in "a"/],
      ['{"a": tru}', /at byte 6, in "a"/],
      ['{"a": 01}', /at byte 6, in "a"/],
      ['{"a": "\u0001"}', /at byte 6, in "a"/],
      ['{"a": 1} x', /at byte 9, .*nothing expected/],
      ['{"a": 1}{}', /at byte 8, .*nothing expected/],
      ['{"a": 1, "a": 2}', /the key "a" is there twice/],
    ];
    for (const [text, message] of wrong)
      for (const size of [1, 3, 100])
        await assert.rejects(scan(text, [size]), (error: Error) => {
          assert.ok(error instanceof InputError, text);
          assert.match(error.message, message, text);
          return true;
        });
  });

  it('refuses or reads mutated documents as JSON.parse does', async () => {
    const edits = fc.array(fc.tuple(fc.nat(), fc.constantFrom('', '[', ']', '{', '}', '"', ',', ':', '\\', '0', ' ')), {
      minLength: 1,
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(documents, edits, fc.integer({ min: 1, max: 5 }), async (text, mutations, size) => {
        for (const [place, piece] of mutations) {
          const at = place % (text.length + 1);
          text = text.slice(0, at) + piece + text.slice(at + 1);
        }
        text = Buffer.from(text).toString(); // No half of a character, which no file can hold.
        let parsed: unknown;
        try {
          parsed = JSON.parse(text);
        } catch {
          parsed = undefined;
        }
        const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
        try {
          assert.deepEqual(assemble(await scan(text, [size])), parsed);
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          if (isObject) assert.match(error.message, /is there twice/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('refuses an item that has no end', async () => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('{"a": "');
      for (;;) yield Buffer.alloc(2 ** 24, 'x');
    }
    await assert.rejects(
      scanJson(endless(), 'doc.json', () => undefined),
      /^InputError: doc\.json is not valid JSON at byte 6, in "a": it has more than 67108864 bytes without an end/,
    );
  });
});
