import type { RasterSize } from '../../src/image/resample.js';
import { InputError } from '../../src/support/errors.js';
import type { ClassSet } from './class-set.js';
import type { NyuFrame } from './nyu-sample.js';

/** The labels of one image as stored, at its recorded size. */
export interface NyuAnnotation extends RasterSize {
  /** [height, width]; 0 = unlabelled. */
  labels: Uint16Array;
  /** [height, width], numbers that tell objects of one label apart; 0 = none. */
  instances?: Uint8Array;
}

/**
 * The rasters of a frame that its labels make; `rawSemantics` are the labels as stored. Throws InputError naming `file` and
 * pixel if a label is not in the table.
 */
export function labelRasters(
  { width, labels, instances }: NyuAnnotation,
  { ofLabel }: ClassSet,
  file: string,
): Pick<NyuFrame, 'rawSemantics' | 'semantics' | 'instances'> {
  const semantics = new Uint16Array(labels.length);
  for (let pixel = 0; pixel < labels.length; pixel++) {
    if (labels[pixel] >= ofLabel.length)
      throw new InputError(
        `${file} has label ${labels[pixel]} at column ${pixel % width}, row ${Math.floor(pixel / width)}; labels end at ${ofLabel.length - 1}. Use the files as they were downloaded.`,
      );
    semantics[pixel] = ofLabel[labels[pixel]];
  }
  return { rawSemantics: labels, semantics, ...(instances && { instances: uniqueInstances(labels, instances) }) };
}

/** Numbers of instances below 256. */
const perLabel = 256;

/** Instance ids that are unique without the label: from 1 on by label, and by number within a label. */
export function uniqueInstances(labels: Uint16Array, instances: Uint8Array): Uint16Array {
  const largest = labels.reduce((most, label) => Math.max(most, label), 0);
  const idOfPair = new Uint16Array((largest + 1) * perLabel);
  for (let pixel = 0; pixel < labels.length; pixel++)
    if (labels[pixel] > 0 && instances[pixel] > 0) idOfPair[labels[pixel] * perLabel + instances[pixel]] = 1;
  let id = 0;
  for (let pair = 0; pair < idOfPair.length; pair++) if (idOfPair[pair] === 1) idOfPair[pair] = ++id;
  return labels.map((label, pixel) => idOfPair[label * perLabel + instances[pixel]]);
}
