import { InputError } from '../../src/support/errors.js';
import type { CocoCategory } from './labels.js';

/** Ids are kept in rasters of 16 bits. */
const largestId = 65535;

/** An element of `categories`. Throws InputError, naming `where`, if it has no usable id or name. */
export function parseCategory(value: Record<string, unknown>, where: string): CocoCategory {
  const { id, name, supercategory, isthing, keypoints, skeleton } = value;
  if (!Number.isInteger(id) || !((id as number) >= 0 && (id as number) <= largestId) || typeof name !== 'string')
    throw new InputError(
      `${where} has the id ${JSON.stringify(id)} and the name ${JSON.stringify(name)}. Expected a whole number up to ${largestId} and a text.`,
    );
  const category: CocoCategory = { id: id as number, name, isThing: isthing === undefined || isthing === 1 };
  if (typeof supercategory === 'string') category.supercategory = supercategory;
  if (isListOf(keypoints, (item) => typeof item === 'string')) category.keypoints = keypoints as string[];
  if (isListOf(skeleton, (pair) => isListOf(pair, Number.isInteger) && (pair as number[]).length === 2))
    category.skeleton = skeleton as [number, number][];
  return category;
}

/** Categories in the order of their ids. Throws InputError if two have the same. */
export function sortCategories(categories: readonly CocoCategory[], file: string): CocoCategory[] {
  const sorted = [...categories].sort((a, b) => a.id - b.id);
  const twice = sorted.find(({ id }, i) => id === sorted[i + 1]?.id);
  if (twice) throw new InputError(`${file} lists the category ${twice.id} (${twice.name}) twice. Keep one of the two.`);
  return sorted;
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}
