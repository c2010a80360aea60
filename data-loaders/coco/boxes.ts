import type { CocoAnnotation } from './annotation.js';
import type { ClassSet } from './class-set.js';
import type { CocoBox } from './coco-sample.js';

/** The boxes of objects, whose instances are numbered from 1 in the order of the list. */
export function boxesOf(
  objects: readonly Pick<CocoAnnotation, 'id' | 'categoryId' | 'iscrowd' | 'area' | 'box'>[],
  classes: ClassSet,
): CocoBox[] {
  return objects.map(({ id, categoryId, iscrowd, area, box }, i) => ({
    ...box,
    ...classes.of(categoryId),
    instance: i + 1,
    annotation: id,
    iscrowd,
    area,
    ignore: iscrowd,
  }));
}
