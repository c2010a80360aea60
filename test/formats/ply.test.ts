import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as fc from 'fast-check';
import {
  parsePly,
  plyColumns,
  readPly,
  serialisePly,
  writePly,
  type Ply,
  type PlyElement,
  type PlyValues,
} from '../../src/formats/index.js';
import { assertReadsOrRefuses, assertRefused, damaged } from './damage.js';

const arrays = [Int8Array, Uint8Array, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array];

function element(
  count: number,
  columns: Record<string, PlyValues>,
  lists: Record<string, PlyValues[]> = {},
): PlyElement {
  return {
    count,
    columns: new Map(Object.entries(columns)),
    lists: new Map(
      Object.entries(lists).map(([name, rows]) => {
        const offsets = new Uint32Array(count + 1);
        rows.forEach(({ length }, row) => (offsets[row + 1] = offsets[row] + length));
        const values = new (rows[0].constructor as Uint8ArrayConstructor)(offsets[count]);
        rows.forEach((row, i) => values.set(row as Uint8Array, offsets[i]));
        return [name, { values, offsets }];
      }),
    ),
  };
}

/** A mesh of three vertices, whose rows of 17 bytes begin at any address, and two faces of different size. */
const mesh: Ply = {
  comments: ['made by hand', ''],
  elements: new Map([
    [
      'vertex',
      element(3, {
        x: Float32Array.of(1, -2.5, 3e-9),
        y: Float64Array.of(0.1, Infinity, -7),
        red: Uint8Array.of(0, 128, 255),
        label: Int32Array.of(-1, 2 ** 31 - 1, 0),
      }),
    ],
    ['face', element(2, {}, { vertex_indices: [Int32Array.of(0, 1, 2), Int32Array.of(2, 1)] })],
  ]),
};

const meshAsText = (newline: string) =>
  [
    'ply',
    'format ascii 1.0',
    'comment made by hand',
    'obj_info ',
    'element vertex 3',
    'property float32 x',
    'property double y',
    'property uint8 red',
    'property int label',
    'element face 2',
    'property list uchar int32 vertex_indices',
    'end_header',
    '1 0.1 0 -1',
    '-2.5 inf 128 2147483647',
    '3e-9   -7. 255 0',
    '3 0 1 2',
    '2 2 1',
    '',
  ].join(newline);

/** The mesh in big-endian rows. */
function meshBigEndian(): Buffer {
  const header = meshAsText('\n').split('end_header')[0].replace('ascii', 'binary_big_endian');
  const rows = Buffer.alloc(3 * 17 + 2 + 5 * 4);
  const { columns } = mesh.elements.get('vertex')!;
  for (let row = 0; row < 3; row++) {
    rows.writeFloatBE(columns.get('x')![row], row * 17);
    rows.writeDoubleBE(columns.get('y')![row], row * 17 + 4);
    rows.writeUInt8(columns.get('red')![row], row * 17 + 12);
    rows.writeInt32BE(columns.get('label')![row], row * 17 + 13);
  }
  let at = 51;
  for (const face of [
    [0, 1, 2],
    [2, 1],
  ]) {
    at = rows.writeUInt8(face.length, at);
    for (const vertex of face) at = rows.writeInt32BE(vertex, at);
  }
  return Buffer.concat([Buffer.from(`${header}end_header\n`), rows]);
}

describe('PLY', () => {
  it('reads back what it wrote, of every type, scalars and lists', () => {
    const values = (length: number) =>
      fc
        .tuple(fc.constantFrom(...arrays), fc.uint8Array({ minLength: length * 8, maxLength: length * 8 }))
        .map(([array, bytes]) => new array(bytes.slice().buffer, 0, length) as PlyValues);
    const list = (count: number) =>
      fc
        .tuple(fc.constantFrom(...arrays), fc.array(fc.nat(300), { minLength: count, maxLength: count }))
        .map(([array, lengths]) => lengths.map((length) => new array(length).fill(length % 100) as PlyValues));
    fc.assert(
      fc.property(
        fc.nat(4).chain((count) =>
          fc.record({
            count: fc.constant(count),
            columns: fc.dictionary(fc.constantFrom('x', 'y', 'red'), values(count)),
            lists: count === 0 ? fc.constant({}) : fc.dictionary(fc.constantFrom('i', 'j'), list(count)),
          }),
        ),
        ({ count, columns, lists }) => {
          const ply: Ply = { comments: ['c d'], elements: new Map([['vertex', element(count, columns, lists)]]) };
          assert.deepEqual(parsePly(serialisePly(ply)), ply);
        },
      ),
    );
  });

  it('reads the same mesh from text with any line ends and from binary of either byte order', () => {
    for (const newline of ['\n', '\r\n', '\r'])
      assert.deepEqual(parsePly(Buffer.from(meshAsText(newline))), mesh, JSON.stringify(newline));
    assert.deepEqual(parsePly(meshBigEndian()), mesh);
    assert.deepEqual(parsePly(serialisePly(mesh)), mesh);
    // At any address, as in a Buffer from a pool.
    assert.deepEqual(parsePly(Buffer.concat([Buffer.of(0), serialisePly(mesh)]).subarray(1)), mesh);
  });

  it('writes rows that other programs read', () => {
    const bytes = serialisePly({
      comments: [],
      elements: new Map([['vertex', element(1, { x: Float32Array.of(1) }, { i: [Uint16Array.of(258)] })]]),
    });
    const header =
      'ply\nformat binary_little_endian 1.0\nelement vertex 1\nproperty float x\nproperty list uchar ushort i\nend_header\n';
    assert.deepEqual([...bytes], [...Buffer.from(header), 0, 0, 0x80, 0x3f, 1, 2, 1]);
  });

  it('mixes scalars and lists in one row, and reads lists counted by any integer', () => {
    const header = (count: string) =>
      `ply\nformat binary_little_endian 1.0\nelement a 2\nproperty uchar p\nproperty list ${count} uchar l\nproperty uchar q\nend_header\n`;
    for (const [type, width] of [
      ['char', 1],
      ['uchar', 1],
      ['short', 2],
      ['ushort', 2],
      ['int', 4],
      ['uint', 4],
    ] as const) {
      const length = (n: number) => [n, 0, 0, 0].slice(0, width);
      const { columns, lists } = parsePly(
        Buffer.from([...Buffer.from(header(type)), 9, ...length(2), 5, 6, 8, 7, ...length(0), 3]),
      ).elements.get('a')!;
      assert.deepEqual(
        [columns.get('p'), columns.get('q'), lists.get('l')],
        [Uint8Array.of(9, 7), Uint8Array.of(8, 3), { values: Uint8Array.of(5, 6), offsets: Uint32Array.of(0, 2, 2) }],
      );
    }
  });

  it('refuses a header that claims more rows than there are bytes, before it takes memory for them', () => {
    for (const format of ['ascii', 'binary_little_endian', 'binary_big_endian'])
      for (const property of ['property float x', 'property list uchar int x', 'property list int int x']) {
        const file = Buffer.from(`ply\nformat ${format} 1.0\nelement vertex 4000000000\n${property}\nend_header\n12 3`);
        assertReadsOrRefuses(() => parsePly(file));
        assertRefused(() => parsePly(file, 'a.ply'), 'a.ply', /4000000000 rows of element vertex are cut short/);
      }
  });

  it('refuses what is malformed, naming file and fault', () => {
    const text = (...lines: string[]) => Buffer.from(['ply', ...lines].join('\n'));
    const cases: [Buffer, RegExp][] = [
      [Buffer.from('plyx\n'), /does not begin/],
      [Buffer.alloc(0), /does not begin/],
      [text('format ascii 1.0', 'element a 1'), /no line "end_header"/],
      [text('format ascii 2.0', 'end_header', ''), /second line is "format ascii 2.0"/],
      [text('format ascii 1.0', 'element a -1', 'end_header', ''), /"element a -1" is not/],
      [text('format ascii 1.0', 'element a 99999999999999999999', 'end_header', ''), /is not "element/],
      [text('format ascii 1.0', 'element a 0', 'element a 0', 'end_header', ''), /a is declared twice/],
      [text('format ascii 1.0', 'property int x', 'end_header', ''), /belongs to no element/],
      [text('format ascii 1.0', 'element a 0', 'property long x', 'end_header', ''), /of a known type/],
      [text('format ascii 1.0', 'element a 0', 'property constructor x', 'end_header', ''), /of a known type/],
      [text('format ascii 1.0', 'element a 0', 'property list float int x', 'end_header', ''), /of a known type/],
      [text('format ascii 1.0', 'element a 0', 'property int x', 'property int x', 'end_header', ''), /x twice/],
      [text('format ascii 1.0', 'vertices 7', 'end_header', ''), /unknown kind/],
      [
        text('format ascii 1.0', 'element a 1', 'property uchar x', 'end_header', '256'),
        /"256" in element a is no uchar/,
      ],
      [text('format ascii 1.0', 'element a 1', 'property int x', 'end_header', '1.5'), /"1.5" in element a is no int/],
      [
        text('format ascii 1.0', 'element a 1', 'property float x', 'end_header', 'abc'),
        /"abc" in element a is no float/,
      ],
      [text('format ascii 1.0', 'element a 1', 'property float x', 'end_header', '0x10'), /is no float/],
      [
        text('format ascii 1.0', 'element a 1', 'property list char int x', 'end_header', '-1'),
        /a list .* has length -1/,
      ],
      [text('format ascii 1.0', 'element a 1', 'property list int int x', 'end_header', '900000 1'), /the text ends/],
      [text('format ascii 1.0', 'element a 1', 'property int x', 'end_header', '1 2'), /more values follow/],
      [Buffer.concat([serialisePly(mesh), Buffer.from('more')]), /4 bytes follow the last row/],
    ];
    for (const [file, fault] of cases)
      assertRefused(() => parsePly(file, 'scan.ply'), 'scan.ply is not a readable PLY file', fault);
    const list = Buffer.concat([
      text('format binary_little_endian 1.0', 'element a 1', 'property list int uchar x', 'end_header', ''),
      Buffer.of(255, 255, 255, 255),
    ]);
    assertRefused(() => parsePly(list, 'scan.ply'), 'scan.ply', /cut short/);
  });

  it('refuses a file cut short anywhere, and survives any damage', () => {
    for (const file of [serialisePly(mesh), meshBigEndian()]) {
      for (let length = 0; length < file.length; length++)
        assertRefused(() => parsePly(file.subarray(0, length), 'a.ply'), 'a.ply', /./);
      fc.assert(
        fc.property(damaged(file), (bytes) => assertReadsOrRefuses(() => parsePly(bytes))),
        { numRuns: 400 },
      );
    }
    fc.assert(
      fc.property(damaged(Buffer.from(meshAsText('\n'))), (bytes) => assertReadsOrRefuses(() => parsePly(bytes))),
      { numRuns: 400 },
    );
  });

  it('finds columns by name, or says what is there instead', () => {
    const [red, x] = plyColumns(mesh, 'vertex', ['red', 'x'], 'a.ply');
    assert.deepEqual([red[2], x[1]], [255, -2.5]);
    assertRefused(() => plyColumns(mesh, 'vertex', ['z'], 'a.ply'), 'a.ply has no property z', /x y red label/);
    assertRefused(() => plyColumns(mesh, 'edge', ['z'], 'a.ply'), 'a.ply has no property z', /no such element/);
  });

  it('refuses to write what would not be read back', () => {
    const write = (vertex: PlyElement, name = 'vertex', comments: string[] = []) =>
      serialisePly({ comments, elements: new Map([[name, vertex]]) });
    assert.throws(() => write(element(2, { x: Float32Array.of(1) })), /has 2 rows, but 1 values of x/);
    assert.throws(() => write(element(0, {}), 'two words'), /"two words" is not one word/);
    assert.throws(() => write(element(0, {}), 'a', ['b\nc']), /more than one line/);
    const lists = new Map([['i', { values: Uint8Array.of(1), offsets: Uint32Array.of(0, 2) }]]);
    assert.throws(() => write({ count: 1, columns: new Map(), lists }), /offsets of list i do not fit/);
  });

  it('writes and reads files', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-ply-'));
    const file = path.join(folder, 'a.ply');
    writePly(file, mesh);
    assert.deepEqual(readPly(file), mesh);
    fs.rmSync(folder, { recursive: true });
    assert.throws(() => readPly(file), /a\.ply: it does not exist/);
  });
});
