import { instanceBounds } from '../instance-bounds.js';
import type { Box } from '../sample.js';
import type { ClassSet } from './class-set.js';

/** Unlabelled, wall and floor, in every class set: no objects in ScanNet's instance task. */
const noObjects = 2;

/**
 * The boxes of a frame's instances. Labels and instances are filtered apart from each other, so an instance has the class of
 * most of its pixels. Walls, floors and what has no class are to be ignored.
 *
 * @param width of the rasters [height, width]
 */
export function boxesOf(
  instances: Uint16Array,
  semantics: Uint16Array,
  width: number,
  { names }: Pick<ClassSet, 'names'>,
): Box[] {
  const bounds = [...instanceBounds(instances, width)];
  const rowOf = new Map(bounds.map(([instance], row) => [instance, row]));
  const counts = new Uint32Array(bounds.length * names.length);
  for (let pixel = 0; pixel < instances.length; pixel++)
    if (instances[pixel] !== 0) counts[rowOf.get(instances[pixel])! * names.length + semantics[pixel]]++;
  return bounds.map(([instance, { x, y, width: across, height }], row) => {
    const ofInstance = counts.subarray(row * names.length, (row + 1) * names.length);
    const classId = ofInstance.indexOf(Math.max(...ofInstance));
    const box: Box = { x, y, width: across, height, class: names[classId], classId, instance };
    if (classId <= noObjects) box.ignore = true;
    return box;
  });
}
