import * as fs from 'node:fs';
import * as path from 'node:path';
import { halfFromFloat } from '../formats/half.js';
import { serialiseNpyHeader } from '../formats/npy-header.js';
import { serialiseSafetensorsHeader } from '../formats/safetensors-header.js';
import { WorkError } from '../support/errors.js';
import { explainFileError } from '../support/files.js';

/** `npy`: a file for each layer; `safetensors`: one file for all. */
export type FeatureFormat = 'npy' | 'safetensors';

/** Numbers in which features are written. */
export type FeaturePrecision = 'float16' | 'float32';

/** The matrix of a layer, as it is to be written. */
export interface PlannedLayer {
  name: string;
  rows: number;
  columns: number;
}

/** The file in which a layer's features are, within the folder of an extraction; any name of a layer gives a valid one. */
export function layerFile(layer: string, format: FeatureFormat): string {
  return format === 'npy' ? `${encodeURIComponent(layer)}.npy` : 'features.safetensors';
}

/** Writes the rows of several layers as they come, so that memory holds none but the latest. */
export class FeatureWriter {
  private readonly handles = new Map<string, number>();
  private readonly next = new Map<string, { handle: number; position: number }>();

  /** Makes the files in a folder, headers first. Throws with path and remedy when that is not possible. */
  constructor(
    private readonly folder: string,
    layers: readonly PlannedLayer[],
    format: FeatureFormat,
    private readonly precision: FeaturePrecision,
  ) {
    const half = precision === 'float16';
    if (format === 'npy')
      for (const { name, rows, columns } of layers) {
        const header = serialiseNpyHeader([rows, columns], half ? 'f2' : 'f4');
        this.next.set(name, { handle: this.begin(layerFile(name, format), header), position: header.length });
      }
    else {
      const tensors = layers.map(({ name, rows, columns }) => {
        return [name, { dtype: half ? 'F16' : 'F32', shape: [rows, columns] }] as const;
      });
      const { bytes, begins } = serialiseSafetensorsHeader(tensors);
      const handle = this.begin(layerFile('', format), bytes);
      for (const [name, begin] of begins) this.next.set(name, { handle, position: bytes.length + begin });
    }
  }

  /** Adds rows to a layer. Throws WorkError when a number is not finite, or beyond half precision where that is written. */
  add(layer: string, values: Float32Array): void {
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0)
      throw new WorkError(`Layer ${layer} gave ${values[bad]}: is the encoder sound, and its input scaled?`);
    const place = this.next.get(layer)!;
    const bytes = this.encoded(layer, values);
    try {
      for (let at = 0; at < bytes.length;)
        at += fs.writeSync(place.handle, bytes, at, bytes.length - at, place.position + at);
    } catch (error) {
      throw explainFileError(error, this.folder, 'write features to');
    }
    place.position += bytes.length;
  }

  /** Waits until all is on the disk. */
  flush(): void {
    for (const handle of this.handles.values()) fs.fsyncSync(handle);
  }

  close(): void {
    for (const handle of this.handles.values()) fs.closeSync(handle);
    this.handles.clear();
  }

  private begin(name: string, header: Uint8Array): number {
    const file = path.join(this.folder, name);
    try {
      const handle = fs.openSync(file, 'wx');
      this.handles.set(name, handle);
      fs.writeSync(handle, header);
      return handle;
    } catch (error) {
      throw explainFileError(error, file, 'write');
    }
  }

  private encoded(layer: string, values: Float32Array): Uint8Array {
    if (this.precision === 'float32') return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const large = values.find((value) => Math.abs(value) > largestHalf);
    if (large !== undefined)
      throw new WorkError(`Layer ${layer} gave ${large}, beyond half precision (${largestHalf}): store it as float32.`);
    return new Uint8Array(Uint16Array.from(values, halfFromFloat).buffer);
  }
}

const largestHalf = 65504;
