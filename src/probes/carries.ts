import type { Modality, Sample } from '../../data-loaders/sample.js';

const fieldOf: Record<Modality, keyof Sample> = {
  depth: 'depth',
  normals: 'normals',
  albedo: 'albedo',
  semantics: 'semantics',
  instances: 'instances',
  boxes: 'boxes',
  boxes3d: 'boxes3d',
  material: 'materials',
  pose: 'worldFromCamera',
  points: 'points',
  cloud: 'worldFromCamera',
};

/** Whether a sample carries everything that is required. */
export function carries(sample: Sample, requires: readonly Modality[]): boolean {
  return requires.every((modality) => sample[fieldOf[modality]] !== undefined);
}
