import type { RasterSize } from '../image/resample.js';
import { InputError } from '../support/errors.js';
import type { BackboneMode, TaskDataset } from './task.js';

/** What a stored model is, so that it can be opened without the dataset that it learnt from. */
export interface TaskModelDescription {
  task: string;
  mode: BackboneMode;
  classIds: number[];
  /** Of the frames that it has learnt from, in pixels. */
  size: RasterSize;
  dataset: TaskDataset;
}

/** Reads and checks what a file says of itself. Throws InputError, naming the file, when it says nothing or what cannot be. */
export function parseTaskModelDescription(file: string, text: string | undefined): TaskModelDescription {
  if (text === undefined)
    throw new InputError(`${file} holds no model of a task. Give the model.safetensors that train wrote.`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (!isDescription(value))
    throw new InputError(`${file} does not say rightly of which task, classes and size it is. Train the model again.`);
  return value;
}

function isDescription(value: unknown): value is TaskModelDescription {
  if (!isObject(value) || !isObject(value.size) || !isObject(value.dataset)) return false;
  const { task, mode, classIds, size } = value;
  const { name, world, classes, trainIds, legend } = value.dataset;
  const isOptional = (list: unknown, isItem: (item: unknown) => boolean): boolean =>
    list === undefined || isListOf(list, isItem);
  return (
    typeof task === 'string' &&
    ['full', 'frozen', 'linear'].includes(mode as string) &&
    isListOf(classIds, isCount) &&
    [size.width, size.height].every((pixels) => isCount(pixels) && pixels > 0) &&
    typeof name === 'string' &&
    [undefined, 'indoor', 'street'].includes(world as string | undefined) &&
    isListOf(classes, (item) => typeof item === 'string') &&
    isOptional(trainIds, Number.isInteger) &&
    isOptional(legend, (colour) => isListOf(colour, isByte) && colour.length === 3)
  );
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;
const isByte = (value: unknown): boolean => isCount(value) && value < 256;

const isListOf = (value: unknown, isItem: (item: unknown) => boolean): value is unknown[] =>
  Array.isArray(value) && value.every((item) => isItem(item));
