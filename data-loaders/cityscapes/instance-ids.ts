import { InputError } from '../../src/support/errors.js';
import { drawnLabels } from './labels.js';

/** Instances are stored as label · 1000 + number; what lies below is a label alone: stuff, or a group not told apart. */
const perLabel = 1000;

/** What no label has in the table below. */
const unknown = 255;

/** Label of each value of an instance image, [65536]. */
const labelOfValue = new Uint8Array(65536).fill(unknown);
for (const { id, hasInstances } of drawnLabels) {
  labelOfValue[id] = id;
  if (hasInstances) labelOfValue.fill(id, id * perLabel, (id + 1) * perLabel);
}

/** The value of the n-th instance of a label, counted from 0. */
export function instanceValue(labelId: number, number: number): number {
  return labelId * perLabel + number;
}

/** The label of a value of an instance image. */
export function labelOfInstance(value: number): number {
  return labelOfValue[value];
}

/** Whether a value of an instance image is one instance. */
export function isInstance(value: number): boolean {
  return value >= perLabel;
}

/** Whether a value of an instance image is a group of instances that are not told apart. */
export function isGroup(value: number): boolean {
  return value < perLabel && drawnLabels[value].hasInstances;
}

/** Label ids [height, width] from instance ids that are all of labels: the value itself, or its thousands. */
export function labelIdsFromInstances(instanceIds: Uint16Array): Uint8Array {
  const labelIds = new Uint8Array(instanceIds.length);
  for (let pixel = 0; pixel < labelIds.length; pixel++) labelIds[pixel] = labelOfValue[instanceIds[pixel]];
  return labelIds;
}

/** Throws InputError naming `file` and pixel if a value is of no label. */
export function checkInstanceIds(instanceIds: Uint16Array, width: number, file: string): void {
  const rule = 'values are label ids, or label id · 1000 + number';
  for (let pixel = 0; pixel < instanceIds.length; pixel++)
    if (labelOfValue[instanceIds[pixel]] === unknown) throw outside(instanceIds[pixel], pixel, width, file, rule);
}

/** Throws InputError naming `file` and pixel if a label id is not in the table. */
export function checkLabelIds(labelIds: Uint8Array, width: number, file: string): void {
  const rule = `label ids end at ${drawnLabels.length - 1}; train ids are other numbers`;
  for (let pixel = 0; pixel < labelIds.length; pixel++)
    if (labelIds[pixel] >= drawnLabels.length) throw outside(labelIds[pixel], pixel, width, file, rule);
}

function outside(value: number, pixel: number, width: number, file: string, rule: string): InputError {
  return new InputError(
    `${file} holds ${value} at column ${pixel % width}, row ${Math.floor(pixel / width)}, which is no label of Cityscapes (${rule}). Take the file of the download.`,
  );
}
