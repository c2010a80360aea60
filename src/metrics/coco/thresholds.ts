/** Equally spaced numbers from `first` to `last`, both included, to the last bit those of numpy's linspace. */
function equallySpaced(first: number, last: number, count: number): Float64Array {
  const step = (last - first) / (count - 1);
  return Float64Array.from({ length: count }, (_, i) => (i === count - 1 ? last : i * step + first));
}

/** Overlaps from which on a detection is right: .50, .55 … .95. */
export const cocoIouThresholds = equallySpaced(0.5, 0.95, 10);

/** Recalls at which precision is read: 0, .01 … 1. */
export const cocoRecallThresholds = equallySpaced(0, 1, 101);

/** Least and most pixels of objects, both included. */
export type CocoAreaRange = readonly [least: number, most: number];

/** Sizes of objects by their area in pixels; the borders belong to both neighbours. */
export const cocoAreaRanges = {
  all: [0, 1e10],
  small: [0, 32 ** 2],
  medium: [32 ** 2, 96 ** 2],
  large: [96 ** 2, 1e10],
} as const satisfies Record<string, CocoAreaRange>;

/** The name of an area range of COCO. */
export type CocoAreaName = keyof typeof cocoAreaRanges;

/** The names of the area ranges in the order of every array. */
export const cocoAreaNames = Object.keys(cocoAreaRanges) as CocoAreaName[];

/** How many detections of an image and category count, those with the highest scores. */
export const cocoDetectionLimits = [1, 10, 100] as const;

/** The settings in which something is to be found out; all when omitted. */
export interface CocoSettings {
  areas?: readonly CocoAreaName[];
  limits?: readonly (typeof cocoDetectionLimits)[number][];
}
