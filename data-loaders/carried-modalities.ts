import type { Modality, Sample } from './sample.js';

/** Where a sample keeps a modality; a cloud belongs to its scene. */
const fields: Partial<Record<Modality, keyof Sample>> = { material: 'materials', pose: 'worldFromCamera' };

/** Which of a dataset's modalities one of its samples carries; a cloud belongs to the scene, not to the sample. */
export function carriedModalities(sample: Sample, modalities: readonly Modality[]): Modality[] {
  return modalities.filter((modality) => sample[fields[modality] ?? (modality as keyof Sample)] !== undefined);
}
