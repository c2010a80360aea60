import { boxIou } from '../../metrics/index.js';
import type { Detection } from './detected-object.js';

/**
 * Non-maximum suppression within classes: from the highest score on, ties in the order given, each detection drops the later ones of its class
 * whose boxes overlap its own by more than `iou`. At most `most` are kept, highest scores first.
 */
export function suppressOverlaps<T extends Detection>(
  detections: readonly T[],
  { iou, most }: { iou: number; most: number },
): T[] {
  const kept: T[] = [];
  const keptOfClass = new Map<number, T[]>();
  for (const detection of [...detections].sort((a, b) => b.score - a.score)) {
    if (kept.length === most) break;
    const rivals = keptOfClass.get(detection.classId) ?? [];
    if (boxIou(rivals, [detection]).some((overlap) => overlap > iou)) continue;
    kept.push(detection);
    keptOfClass.set(detection.classId, [...rivals, detection]);
  }
  return kept;
}
