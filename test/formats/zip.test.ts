import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { openZipArchive, type ZipArchive } from '../../src/formats/index.js';
import { InputError } from '../../src/support/errors.js';
import { zipBytes, type ZipFixture } from '../support/write-zip.js';
import { damaged, isRefusal } from './damage.js';

const text = (value: string) => new TextEncoder().encode(value);
const entry = (name: string, fixture: Partial<ZipFixture> = {}): ZipFixture => ({
  name,
  content: text(`content of ${name}`),
  ...fixture,
});

/** Many different bytes, larger than a piece of a stream. */
const large = Uint8Array.from({ length: 700_000 }, (_, i) => (i * i) >> 7);

async function streamed(archive: ZipArchive, name: string): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of archive.stream(name)) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe('zip', () => {
  let folder: string;
  let file: string;
  let archive: ZipArchive | undefined;

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-zip-'));
    file = path.join(folder, 'scene_2d-label.zip');
  });
  after(() => fs.rmSync(folder, { recursive: true }));
  afterEach(() => {
    archive?.close();
    archive = undefined;
  });

  async function open(fixtures: ZipFixture[], options?: { zip64: boolean }): Promise<ZipArchive> {
    fs.writeFileSync(file, zipBytes(fixtures, options));
    return (archive = await openZipArchive(file));
  }

  it('gives any entry at any time, stored or deflated, with 32 or 64 bits', async () => {
    for (const zip64 of [false, true]) {
      const { entries, read } = await open(
        [
          entry('label/'),
          entry('label/0.png'),
          entry('label/1.png', { method: 0 }),
          entry('empty', { content: new Uint8Array(0) }),
          entry('large', { content: large }),
          entry('émile'),
        ],
        { zip64 },
      );
      assert.deepEqual([...entries.keys()], ['label/0.png', 'label/1.png', 'empty', 'large', 'émile']);
      const { size, compressedSize, modified } = entries.get('label/1.png')!;
      assert.deepEqual([size, compressedSize, new Date(modified).toISOString()], [22, 22, '2020-01-01T12:00:00.000Z']);
      const names = ['émile', 'label/1.png', 'large', 'label/0.png', 'empty', 'large'];
      const contents = await Promise.all(names.map((name) => read.call(archive, name)));
      assert.deepEqual(contents[0], text('content of émile'));
      assert.deepEqual(contents[1], text('content of label/1.png'));
      assert.deepEqual(contents[3], text('content of label/0.png'));
      assert.equal(contents[4].length, 0);
      assert.ok(Buffer.from(large).equals(contents[2]) && Buffer.from(large).equals(contents[5]));
      archive!.close();
      archive = undefined;
    }
  });

  it('gives an entry in pieces', async () => {
    await open([entry('a', { content: large }), entry('b', { content: large, method: 0 })]);
    for (const name of ['a', 'b']) assert.ok(Buffer.from(large).equals(await streamed(archive!, name)));
    for await (const piece of archive!.stream('a')) {
      assert.ok(piece.length > 0);
      break;
    }
  });

  it('refuses names that could lead elsewhere, links and names that occur twice', async () => {
    for (const [name, fault] of [
      ['../up.txt', /invalid relative path|parent folder/],
      ['a/../../up.txt', /invalid relative path|parent folder/],
      ['/etc/passwd', /absolute/],
      ['C:/windows', /absolute/],
      ['a\\..\\b', /invalid characters|backslash/],
      ['a\0b', /NUL/],
      ['a//b', /empty part/],
      ['./a', /empty part/],
      ['', /empty part/],
      ['../', /invalid relative path|parent folder/],
    ] as const)
      await assert.rejects(open([entry('good'), entry(name)]), (error: Error) => isRefusal(error, file, fault), name);
    for (const [fixtures, fault] of [
      [[entry('a'), entry('b'), entry('a')], /entry "a" is there twice/],
      [[entry('a/b'), entry('a')], /"a" is both a file and a folder/],
      [[entry('a'), entry('a/b/')], /"a" is both a file and a folder/],
      [[entry('a', { mode: 0o120777, content: text('/etc/passwd') })], /"a" is a symbolic link/],
    ] as const)
      await assert.rejects(open([...fixtures]), (error: Error) => isRefusal(error, file, fault));
  });

  it('refuses bombs, and entries that do not unpack to what the archive says', async () => {
    const zeros = new Uint8Array(2 ** 24 + 1);
    await open([
      entry('bomb', { content: zeros }),
      entry('longer', { content: large, size: 1000 }),
      entry('shorter', { content: large, size: large.length + 1 }),
      entry('huge', { content: large, size: 2 ** 31 }),
      entry('other', { checksum: 7 }),
      entry('stored', { method: 0, checksum: 7 }),
      entry('odd', { method: 12 }),
      entry('secret', { encrypted: true }),
      entry('good'),
    ]);
    for (const [name, fault] of [
      ['bomb', /unpacks \d+ bytes to 16777217, as zip bombs do/],
      ['longer', /cannot be read/],
      ['shorter', /unpacks to 700000 bytes or more, expected 700001/],
      ['huge', /as zip bombs do/],
      ['other', /checksum is wrong/],
      ['stored', /checksum is wrong/],
      ['odd', /compression method 12 is unknown/],
      ['secret', /encrypted/],
      ['none', /has no entry none/],
    ] as const) {
      await assert.rejects(archive!.read(name), (error: Error) => isRefusal(error, file, fault), name);
      await assert.rejects(streamed(archive!, name), (error: Error) =>
        isRefusal(error, file, /cannot be read|no entry/),
      );
    }
    assert.deepEqual(await archive!.read('good'), text('content of good'));
  });

  it('refuses a file that is cut short, no archive, or hides entries', async () => {
    const bytes = zipBytes([entry('a'), entry('b')]);
    const hiding = Buffer.from(bytes);
    hiding.writeUInt16LE(1, hiding.length - 12);
    const cases: [Buffer, RegExp][] = [
      [Buffer.alloc(0), /End of central directory record signature not found/],
      [Buffer.from('PK or not, this is a text that is long enough'), /signature not found/],
      ...[10, 40, 100, bytes.length - 1].map((length): [Buffer, RegExp] => [
        bytes.subarray(0, length),
        /not a readable zip archive/,
      ]),
      [bytes.subarray(30), /not a readable zip archive/],
      [hiding, /more entries than it says/],
    ];
    for (const [content, fault] of cases) {
      fs.writeFileSync(file, content);
      await assert.rejects(openZipArchive(file), (error: Error) => isRefusal(error, file, fault));
    }
    await assert.rejects(openZipArchive(folder), InputError);
    await assert.rejects(openZipArchive(path.join(folder, 'none.zip')), /none\.zip: it does not exist/);
  });

  it('survives any damage', async () => {
    const bytes = zipBytes(
      [entry('label/0.png'), entry('a', { method: 0 }), entry('b', { content: large.slice(0, 99) })],
      {
        zip64: true,
      },
    );
    await fc.assert(
      fc.asyncProperty(damaged(bytes), async (content) => {
        fs.writeFileSync(file, content);
        try {
          const opened = await openZipArchive(file);
          try {
            for (const name of opened.entries.keys()) await Promise.all([opened.read(name), streamed(opened, name)]);
          } finally {
            opened.close();
          }
        } catch (error) {
          assert.ok(error instanceof InputError, (error as Error).stack);
        }
      }),
      { numRuns: 200 },
    );
  });
});
