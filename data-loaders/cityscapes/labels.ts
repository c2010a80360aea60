/** One label of Cityscapes. */
export interface CityscapesLabel {
  /** As label images hold it; −1 is never drawn. */
  id: number;
  name: string;
  /** As benchmarks train it; 255 = left out. */
  trainId: number;
  category: string;
  categoryId: number;
  /** Whether single instances are told apart. */
  hasInstances: boolean;
  /** Left out of scoring. */
  ignored: boolean;
  /** sRGB. */
  colour: readonly [number, number, number];
}

/** The train id of labels that are not trained. */
export const ignoredTrainId = 255;

const categories = ['void', 'flat', 'construction', 'object', 'nature', 'sky', 'human', 'vehicle'] as const;

const label = (
  id: number,
  name: string,
  trainId: number,
  category: (typeof categories)[number],
  hasInstances: boolean,
  ignored: boolean,
  ...colour: [number, number, number]
): CityscapesLabel => {
  return { id, name, trainId, category, categoryId: categories.indexOf(category), hasInstances, ignored, colour };
};

/**
 * The labels of Cityscapes: those that are drawn under their ids 0 to 33, and last the license plate, which is not. Its train id of −1
 * is 255 here as that of every other label that is left out.
 *
 * Reference: labels.py of cityscapesScripts.
 */
export const cityscapesLabels: readonly CityscapesLabel[] = [
  label(0, 'unlabeled', 255, 'void', false, true, 0, 0, 0),
  label(1, 'ego vehicle', 255, 'void', false, true, 0, 0, 0),
  label(2, 'rectification border', 255, 'void', false, true, 0, 0, 0),
  label(3, 'out of roi', 255, 'void', false, true, 0, 0, 0),
  label(4, 'static', 255, 'void', false, true, 0, 0, 0),
  label(5, 'dynamic', 255, 'void', false, true, 111, 74, 0),
  label(6, 'ground', 255, 'void', false, true, 81, 0, 81),
  label(7, 'road', 0, 'flat', false, false, 128, 64, 128),
  label(8, 'sidewalk', 1, 'flat', false, false, 244, 35, 232),
  label(9, 'parking', 255, 'flat', false, true, 250, 170, 160),
  label(10, 'rail track', 255, 'flat', false, true, 230, 150, 140),
  label(11, 'building', 2, 'construction', false, false, 70, 70, 70),
  label(12, 'wall', 3, 'construction', false, false, 102, 102, 156),
  label(13, 'fence', 4, 'construction', false, false, 190, 153, 153),
  label(14, 'guard rail', 255, 'construction', false, true, 180, 165, 180),
  label(15, 'bridge', 255, 'construction', false, true, 150, 100, 100),
  label(16, 'tunnel', 255, 'construction', false, true, 150, 120, 90),
  label(17, 'pole', 5, 'object', false, false, 153, 153, 153),
  label(18, 'polegroup', 255, 'object', false, true, 153, 153, 153),
  label(19, 'traffic light', 6, 'object', false, false, 250, 170, 30),
  label(20, 'traffic sign', 7, 'object', false, false, 220, 220, 0),
  label(21, 'vegetation', 8, 'nature', false, false, 107, 142, 35),
  label(22, 'terrain', 9, 'nature', false, false, 152, 251, 152),
  label(23, 'sky', 10, 'sky', false, false, 70, 130, 180),
  label(24, 'person', 11, 'human', true, false, 220, 20, 60),
  label(25, 'rider', 12, 'human', true, false, 255, 0, 0),
  label(26, 'car', 13, 'vehicle', true, false, 0, 0, 142),
  label(27, 'truck', 14, 'vehicle', true, false, 0, 0, 70),
  label(28, 'bus', 15, 'vehicle', true, false, 0, 60, 100),
  label(29, 'caravan', 255, 'vehicle', true, true, 0, 0, 90),
  label(30, 'trailer', 255, 'vehicle', true, true, 0, 0, 110),
  label(31, 'train', 16, 'vehicle', true, false, 0, 80, 100),
  label(32, 'motorcycle', 17, 'vehicle', true, false, 0, 0, 230),
  label(33, 'bicycle', 18, 'vehicle', true, false, 119, 11, 32),
  label(-1, 'license plate', 255, 'vehicle', false, true, 0, 0, 142),
];

/** The labels that are drawn: each stands at its id. */
export const drawnLabels: readonly CityscapesLabel[] = cityscapesLabels.filter(({ id }) => id >= 0);
