import { serialisePly, writePng } from '../../../src/formats/index.js';
import type { Pose } from '../../../src/geometry/index.js';
import { depthOf, recorded, roomFromCamera } from '../posed-rgbd/recording.js';
import { intrinsic, sensBytes, zlibDepth, type SensFixture } from './write-sens.js';

/** Writes a file, making its folder. */
type Write = (name: string, content: string | Uint8Array) => unknown;

/** Depth images of an empty room, and colour images of twice their size, both as wide. */
export const depthSize = { width: recorded.width, height: recorded.height };
export const colourSize = { width: 2 * recorded.width, height: 2 * recorded.height };

/** Cameras that show the same: pixel centres are whole numbers. */
export const depthMatrix = intrinsic(recorded.focal, recorded.focal, 39.5, 29.5);
export const colourMatrix = intrinsic(2 * recorded.focal, 2 * recorded.focal, 79.5, 59.5);

/** Colour image of frame i: red tells the frame, green the column. */
export function colourPng(i: number): Uint8Array {
  const { width, height } = colourSize;
  const values = Uint8Array.from({ length: width * height * 3 }, (_, k) => [i, Math.floor(k / 3) % width, 100][k % 3]);
  return writePng({ ...colourSize, channels: 3, values });
}

export function millimetres(i: number): Uint16Array {
  return Uint16Array.from(depthOf(i), (z, pixel) => (pixel < 2 ? 0 : Math.round(z * 1000)));
}

/** An image of ids at the size of colour: `left` in the left half, `right` in the other. */
export function idsPng(Type: typeof Uint8Array | typeof Uint16Array, left: number, right: number): Uint8Array {
  const { width, height } = colourSize;
  const values = new Type(width * height).map((_, i) => (i % width < width / 2 ? left : right));
  return writePng({ ...colourSize, channels: 1, values });
}

export function matrixText(matrix: ArrayLike<number>): string {
  const rows = [0, 4, 8, 12].map((row) =>
    Array.from(matrix)
      .slice(row, row + 4)
      .join(' '),
  );
  return `${rows.join('\n')}\n`;
}

export const lostPose = matrixText(new Array<number>(16).fill(-Infinity)).replace(/Infinity/g, 'inf');

/** A scan as in `scannet_frames_25k`: frames 0, 100, 200 …; the left half is a chair, the right one blinds. */
export function write25k(write: Write, folder: string, frames: number, { labels = true } = {}): void {
  write(`${folder}/intrinsics_color.txt`, matrixText(colourMatrix));
  write(`${folder}/intrinsics_depth.txt`, matrixText(depthMatrix));
  for (let i = 0; i < frames; i++) {
    const name = String(i * 100).padStart(6, '0');
    write(`${folder}/color/${name}.png`, colourPng(i));
    write(`${folder}/depth/${name}.png`, writePng({ ...depthSize, channels: 1, values: millimetres(i) }));
    write(`${folder}/pose/${name}.txt`, matrixText(roomFromCamera(i)));
    if (!labels) continue;
    write(`${folder}/label/${name}.png`, idsPng(Uint8Array, 5, 13));
    write(`${folder}/instance/${name}.png`, idsPng(Uint16Array, 5002, 7));
  }
}

/** A scan as the Python SensReader writes it: unpadded numbers, every 25th frame. */
export function writePythonExport(write: Write, folder: string, frames: number): void {
  write(`${folder}/intrinsic/intrinsic_color.txt`, matrixText(colourMatrix));
  write(`${folder}/intrinsic/intrinsic_depth.txt`, matrixText(depthMatrix));
  for (const of of ['color', 'depth'])
    write(`${folder}/intrinsic/extrinsic_${of}.txt`, matrixText(intrinsic(1, 1, 0, 0)));
  for (let i = 0; i < frames; i++) {
    write(`${folder}/color/${i * 25}.png`, colourPng(i));
    write(`${folder}/depth/${i * 25}.png`, writePng({ ...depthSize, channels: 1, values: millimetres(i) }));
    write(`${folder}/pose/${i * 25}.txt`, matrixText(roomFromCamera(i)));
  }
}

/** A scan as the C++ SensReader writes it, in units of half a millimetre. */
export function writeCppExport(write: Write, folder: string, frames: number): void {
  const identity = intrinsic(1, 1, 0, 0).join(' ');
  write(
    `${folder}/_info.txt`,
    `m_versionNumber = 4
m_sensorName = StructureSensor
m_depthShift = 2000
m_calibrationColorIntrinsic = ${colourMatrix.join(' ')}\u0020
m_calibrationColorExtrinsic = ${identity}\u0020
m_calibrationDepthIntrinsic = ${depthMatrix.join(' ')}\u0020
m_calibrationDepthExtrinsic = ${identity}\u0020
m_frames.size = ${frames}
`,
  );
  for (let i = 0; i < frames; i++) {
    const name = `${folder}/frame-${String(i).padStart(6, '0')}`;
    write(`${name}.color.png`, colourPng(i));
    write(`${name}.depth.pgm`, pgm(millimetres(i).map((value) => 2 * value)));
    write(`${name}.pose.txt`, matrixText(roomFromCamera(i)));
  }
}

/** Big-endian, with a comment, as the C++ SensReader writes it. */
export function pgm(values: Uint16Array): Uint8Array {
  const head = `P5\n# data values are 16-bit each; depth shift is 2000\n${depthSize.width} ${depthSize.height}\n65535\n`;
  return Buffer.concat([Buffer.from(head), Buffer.from(Uint16Array.from(values).buffer).swap16()]);
}

/** A `.sens` file of the same frames; `poses` replaces some. */
export function roomSens(
  frames: number,
  poses: Record<number, Pose> = {},
  fixture: Partial<SensFixture> = {},
): Uint8Array {
  return sensBytes(
    {
      colourCompression: 1,
      depthCompression: 1,
      colourSize: [colourSize.width, colourSize.height],
      depthSize: [depthSize.width, depthSize.height],
      colourIntrinsic: colourMatrix,
      depthIntrinsic: depthMatrix,
      ...fixture,
    },
    Array.from({ length: frames }, (_, i) => ({
      cameraToWorld: poses[i] ?? roomFromCamera(i),
      colour: colourPng(i),
      depth: zlibDepth(millimetres(i)),
    })),
  );
}

/** The table of raw labels: 2 chair, 1163 object (in two spellings), 13 blinds. */
export const labelTable = [
  'id\traw_category\tcategory\tcount\tnyu40id\teigen13id',
  '1\twall\twall\t8277\t1\t12',
  '2\tchair\tchair\t4646\t5\t4',
  '13\tblinds\tblinds\t1\t13\t13',
  '1163\tobject\tobject\t3\t40\t7',
  '1163\tobjects\tobject\t3\t40\t7',
  '',
].join('\n');

/** The same of release v1, with other ids. */
export const labelTableV1 = [
  'id\tcategory\tcount\tnyuId\tnyu40id',
  '1\twall\t7274\t21\t1',
  '59\tchair\t5419\t5\t5',
  '203\tstorage\t5\t\t',
  '',
].join('\n');

/** A mesh of two triangles, of a wall and a chair; its sixth vertex is in no object. */
export function writeMesh(
  write: Write,
  prefix: string,
  { storedLabels, annotated = true }: { storedLabels?: readonly number[]; annotated?: boolean } = {},
): void {
  const ply = (label?: readonly number[]): Uint8Array =>
    serialisePly({
      comments: [],
      elements: new Map([
        [
          'vertex',
          {
            count: 6,
            columns: new Map<string, Float32Array | Uint8Array | Uint16Array>([
              ['x', Float32Array.of(0, 1, 0, 1, 2, 2)],
              ['y', Float32Array.of(0, 0, 2, 2, 2, 4)],
              ['z', Float32Array.of(0, 0, 0, 0, 0, 1)],
              ['red', Uint8Array.of(10, 20, 30, 40, 50, 60)],
              ['green', Uint8Array.of(1, 1, 1, 2, 2, 2)],
              ['blue', new Uint8Array(6)],
              ['alpha', new Uint8Array(6).fill(255)],
              ...(label ? ([['label', Uint16Array.from(label)]] as const) : []),
            ]),
            lists: new Map(),
          },
        ],
        [
          'face',
          {
            count: 2,
            columns: new Map(),
            lists: new Map([
              ['vertex_indices', { values: Int32Array.of(0, 1, 2, 3, 4, 5), offsets: Uint32Array.of(0, 3, 6) }],
            ]),
          },
        ],
      ]),
    });
  write(`${prefix}_vh_clean_2.ply`, ply());
  if (storedLabels) write(`${prefix}_vh_clean_2.labels.ply`, ply(storedLabels));
  if (!annotated) return;
  write(
    `${prefix}_vh_clean_2.0.010000.segs.json`,
    JSON.stringify({ params: {}, sceneId: 'scannet.x', segIndices: [7, 7, 7, 42, 43, 9] }),
  );
  write(
    `${prefix}.aggregation.json`,
    JSON.stringify({
      sceneId: 'scannet.x',
      appId: 'Aggregator.v2',
      segGroups: [
        { id: 0, objectId: 0, segments: [7], label: 'wall' },
        { id: 1, objectId: 1, segments: [42, 43], label: 'chair' },
      ],
      segmentsFile: 'scannet.../../etc/passwd',
    }),
  );
}
