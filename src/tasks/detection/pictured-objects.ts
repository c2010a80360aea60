import type { Detection } from './detected-object.js';

/** Score from which objects are shown in images whose truth is not known. */
const sure = 0.3;

/** The detections that a picture shows: the surest, as many as objects are true; where that is not known, those that score .3 or more. */
export function picturedObjects<Found extends Detection>(
  detections: readonly Found[],
  trueCount: number | undefined,
): Found[] {
  return trueCount === undefined ? detections.filter(({ score }) => score >= sure) : detections.slice(0, trueCount);
}
