import { Kernels } from '../../support/wasm-code.js';
import { blockKernel, tableBytes, writeTable } from './block-kernel.js';
import { chromaKernel, coloursKernel, lumaKernel } from './colour-kernels.js';
import { quantisationSteps } from './quantisation.js';

/** Side in pixels of what is coded together: two by two blocks of luma, one of Cb, one of Cr. */
const unit = 16;

/** Bytes of a block of 8×8 samples, 16 bits each. */
const blockBytes = 128;

/** Rows kept at a time: those of two units of luma; of three of chroma, which looks a row up and down. */
const [lumaRows, chromaRows] = [2 * unit, 3 * (unit / 2)];

let engine: Kernels | undefined;

/**
 * The image after being saved as JPEG at `quality` 1..100 (chroma halved along both axes, 4:2:0) and read again; sRGB
 * bytes [height, width, 3], a new array. The codes in between lose nothing and are left out.
 *
 * Byte for byte what libjpeg-turbo, and with it Pillow, makes of it. Reference: ITU-T T.81; Independent JPEG Group, libjpeg 6b.
 */
export function throughJpeg(rgb: Uint8Array, width: number, height: number, quality: number): Uint8Array {
  engine ??= new Kernels([lumaKernel(), chromaKernel(), blockKernel(), coloursKernel()]);
  const units = Math.ceil(width / unit);
  const rows = takePlaces(units);
  engine.reserve(rows.end);
  const steps = quantisationSteps(quality);
  writeTable(engine.memory.buffer, rows.tables[0], steps.luma);
  writeTable(engine.memory.buffer, rows.tables[1], steps.chroma);
  const memory = new Uint8Array(engine.memory.buffer);
  const result = new Uint8Array(rgb.length);
  for (let top = 0; top < height + unit; top += unit) {
    if (top < height) loseDetail(engine, memory, rows, { rgb, width, height, units }, top);
    for (let y = Math.max(0, top - unit); y < Math.min(top, height); y++) {
      toColours(engine, rows, { width, height, units }, y);
      result.set(memory.subarray(rows.colours, rows.colours + 3 * width), 3 * width * y);
    }
  }
  return result;
}

interface Size {
  width: number;
  height: number;
  /** Units in a row. */
  units: number;
}

/** Addresses in the memory that kernels share. */
interface Places {
  tables: [number, number];
  /** Two rows of pixels as they are, and one as it becomes. */
  pixels: [number, number];
  colours: number;
  /** Blocks of samples of a row of units: luma in two rows of blocks. */
  lumaSamples: number;
  chromaSamples: [number, number];
  /** Rows of luma, of Cb and of Cr, one after the other. */
  luma: (y: number) => number;
  chroma: [(y: number) => number, (y: number) => number];
  /** From one row to the next. */
  lumaStride: number;
  chromaStride: number;
  end: number;
}

function takePlaces(units: number): Places {
  let end = 0;
  const take = (bytes: number): number => {
    const start = end;
    end += Math.ceil(bytes / 16) * 16;
    return start;
  };
  // A vector more than what is used, since vectors are loaded whole.
  const takePixels = (): number => take(3 * unit * units + 16);
  const takeRows = (rows: number, stride: number): ((y: number) => number) => {
    const start = take(rows * stride + 16) + 8;
    return (y) => start + (y % rows) * stride;
  };
  // Eight bytes on either side for neighbours of the first and of the last.
  const [lumaStride, chromaStride] = [unit * units, (unit / 2) * units + 16];
  const places = {
    tables: [take(tableBytes), take(tableBytes)],
    pixels: [takePixels(), takePixels()],
    colours: takePixels(),
    lumaSamples: take(4 * blockBytes * units),
    chromaSamples: [take(blockBytes * units), take(blockBytes * units)],
    luma: takeRows(lumaRows, lumaStride),
    chroma: [takeRows(chromaRows, chromaStride), takeRows(chromaRows, chromaStride)],
    ...{ lumaStride, chromaStride },
  } satisfies Omit<Places, 'end'>;
  return { ...places, end: end + 16 } as Places;
}

/** Takes a row of units from pixels to luma and chroma, quantised, as bytes. */
function loseDetail(
  { get }: Kernels,
  memory: Uint8Array,
  places: Places,
  { rgb, width, height, units }: Size & { rgb: Uint8Array },
  top: number,
): void {
  const [upper, lower] = places.pixels;
  const [cb, cr] = places.chromaSamples;
  for (let row = 0; row < unit; row += 2) {
    const y = top + row;
    // Below the image luma repeats its last row, and chroma its own, which is the mean of two.
    if (y < height) {
      copyRow(rgb, width, y, memory, upper, unit * units);
      copyRow(rgb, width, Math.min(y + 1, height - 1), memory, lower, unit * units);
    }
    const samples = places.lumaSamples + (row >> 3) * 2 * blockBytes * units + (row % 8) * 16;
    get('luma')(y < height ? upper : lower, samples, units);
    get('luma')(lower, samples + 16, units);
    get('chroma')(upper, lower, cb + row * 8, cr + row * 8, units);
  }
  const { luma, chroma, tables, lumaStride, chromaStride } = places;
  get('blocks')(places.lumaSamples, luma(top), lumaStride, tables[0], 2 * units);
  get('blocks')(places.lumaSamples + 2 * blockBytes * units, luma(top + 8), lumaStride, tables[0], 2 * units);
  chroma.forEach((rowOf, k) => {
    get('blocks')(places.chromaSamples[k], rowOf(top / 2), chromaStride, tables[1], units);
    for (let row = rowOf(top / 2), end = row + 8 * chromaStride; row < end; row += chromaStride) {
      const last = row + ((width - 1) >> 1);
      memory[row - 1] = memory[row];
      memory[last + 1] = memory[last];
    }
  });
}

/** Copies a row of pixels and repeats the last one up to `length`. */
function copyRow(rgb: Uint8Array, width: number, y: number, memory: Uint8Array, to: number, length: number): void {
  memory.set(rgb.subarray(3 * width * y, 3 * width * (y + 1)), to);
  for (let i = to + 3 * width; i < to + 3 * length; i++) memory[i] = memory[i - 3];
}

/** Makes a row of pixels out of luma and chroma. */
function toColours({ get }: Kernels, places: Places, { width, height, units }: Size, y: number): void {
  const near = y >> 1;
  const last = (height - 1) >> 1;
  // libjpeg repeats the chroma of images up to four pixels wide instead of interpolating it.
  const side = width > 4 ? 1 : 0;
  const far = side === 0 ? near : Math.max(0, Math.min(last, y % 2 === 0 ? near - 1 : near + 1));
  const [cb, cr] = places.chroma;
  get('colours')(places.luma(y), cb(near), cb(far), cr(near), cr(far), side, places.colours, units);
}
