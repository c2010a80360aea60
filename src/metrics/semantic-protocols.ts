import { cityscapesLabels, drawnLabels, ignoredTrainId } from '../../data-loaders/cityscapes/labels.js';
import { nyu13Names } from '../../data-loaders/nyu/class-set.js';
import { benchmarkIds, nyu40Names } from '../../data-loaders/scannet/nyu40.js';

/** A class that counts, under the id that label images hold. */
export interface SemanticClass {
  id: number;
  name: string;
  /** Of several classes, where the benchmark scores categories too. */
  category?: string;
}

/** What a benchmark of semantic segmentation counts. */
export interface SemanticProtocol {
  name: string;
  classes: readonly SemanticClass[];
  /** Ids that are left out where they are true, and wrong where they are predicted and another id is true. */
  voidIds: readonly number[];
  reference: string;
}

const range = (length: number): number[] => Array.from({ length }, (_, i) => i);
const evaluated = drawnLabels.filter(({ ignored }) => !ignored);

const cityscapes: SemanticProtocol = {
  name: 'cityscapes',
  classes: evaluated.map(({ id, name, category }) => ({ id, name, category })),
  voidIds: cityscapesLabels.filter(({ ignored }) => ignored).map(({ id }) => id),
  reference: 'evalPixelLevelSemanticLabeling.py of cityscapesScripts: images of label ids',
};

/** NYU40 ids in labels of ScanNet that are of no class: three scans hold 50 and 149. */
const strayScannetIds = [50, 149];

/** The benchmarks by name; ids are those of their files. */
export const semanticProtocols = {
  cityscapes,
  'cityscapes-train-ids': {
    name: 'cityscapes-train-ids',
    classes: evaluated.map(({ trainId, name, category }) => ({ id: trainId, name, category })),
    voidIds: [ignoredTrainId, -1],
    reference: 'the same with train ids 0 to 18; 255 and -1 are void',
  },
  kitti: { ...cityscapes, name: 'kitti', reference: 'KITTI semantics 2015: labels and rule of Cityscapes' },
  scannet: {
    name: 'scannet',
    classes: benchmarkIds.map((id) => ({ id, name: nyu40Names[id] })),
    voidIds: [...range(nyu40Names.length).filter((id) => !benchmarkIds.includes(id)), ...strayScannetIds],
    reference: 'evaluate_semantic_label.py of ScanNet: the 20 of the 40 NYU classes, under NYU40 ids',
  },
  nyu40: {
    name: 'nyu40',
    classes: nyu40Names.slice(1).map((name, i) => ({ id: i + 1, name })),
    voidIds: [0],
    reference: 'Gupta, Arbeláez & Malik, CVPR 2013: 40 classes, 0 is unlabelled',
  },
  nyu13: {
    name: 'nyu13',
    classes: nyu13Names.slice(1).map((name, i) => ({ id: i + 1, name })),
    voidIds: [0],
    reference: 'Couprie et al., ICLR 2013: 13 classes, 0 is unlabelled',
  },
} satisfies Record<string, SemanticProtocol>;

/** The name of a protocol of {@link semanticProtocols}. */
export type SemanticProtocolName = keyof typeof semanticProtocols;
