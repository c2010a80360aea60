import type { Naming } from './paired-files.js';

/** Cityscapes names a frame by city, sequence and number, and lets predictions end as they like. */
export function cityscapesNaming(truthEnding: string, extension: string): Naming {
  const frame = /([^/]+_\d{6}_\d{6})[^/]*$/;
  return {
    truths: `*${truthEnding}`,
    prediction: (key) => `${key}*${extension}`,
    keyOfTruth: (file) => (file.endsWith(truthEnding) ? frame.exec(file)?.[1] : undefined),
    keyOfPrediction: (file) => (file.endsWith(extension) ? frame.exec(file)?.[1] : undefined),
  };
}
