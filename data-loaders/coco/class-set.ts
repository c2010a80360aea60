import { InputError } from '../../src/support/errors.js';
import { panopticCategories, type CocoCategory } from './labels.js';
import type { OpenSubset } from './subset.js';

/** The classes of a dataset: class id 1 + i stands for the i-th category in the order of their ids, 0 for no label. */
export class ClassSet {
  /** Names by class id. */
  readonly names: readonly string[];
  /** Class ids by category id. */
  readonly ids: ReadonlyMap<number, number>;

  constructor(readonly categories: readonly CocoCategory[]) {
    this.names = ['unlabelled', ...categories.map(({ name }) => name)];
    this.ids = new Map(categories.map(({ id }, i) => [id, i + 1]));
  }

  /** Class of a category as boxes have it. */
  of(categoryId: number): { class: string; classId: number } {
    const classId = this.ids.get(categoryId)!;
    return { class: this.names[classId], classId };
  }

  /** Whether a category has instances. */
  isThing(categoryId: number): boolean {
    return this.categories[this.ids.get(categoryId)! - 1].isThing;
  }
}

/** The classes that all annotated subsets share. Throws InputError if they differ; none if nothing is annotated. */
export function classesOf(subsets: readonly OpenSubset[]): ClassSet {
  const labelled = subsets.map(({ main }) => main).filter(({ kind }) => kind !== 'captions' && kind !== 'image_info');
  const lists = labelled.map(({ kind, index }) =>
    index.categories.length === 0 && kind === 'panoptic' ? panopticCategories : index.categories,
  );
  const other = lists.findIndex((list) => !areSame(list, lists[0]));
  if (other >= 0)
    throw new InputError(
      `${labelled[other].name} and ${labelled[0].name} list different categories. Open one of the splits only.`,
    );
  return new ClassSet(lists[0] ?? []);
}

function areSame(a: readonly CocoCategory[], b: readonly CocoCategory[]): boolean {
  return a.length === b.length && a.every(({ id, name }, i) => id === b[i].id && name === b[i].name);
}
