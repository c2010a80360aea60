import type { Command } from 'commander';
import type { CommandEntry } from './commands.js';

/** The benchmarks by name, in the order of the help: adding one is adding a file in `score/` and an entry here. */
const scorers: Record<string, CommandEntry> = {
  coco: {
    description: "COCO's average precision and recall of boxes or masks",
    load: async () => (await import('./score/coco.js')).defineScoreCoco,
  },
  detection: {
    description: 'the same of boxes',
    load: async () => (await import('./score/coco.js')).defineScoreDetection,
  },
  segmentation: {
    description: 'the same of masks',
    load: async () => (await import('./score/coco.js')).defineScoreSegmentation,
  },
  semantic: {
    description: 'IoU and accuracies of semantic segmentation, in PNGs of label ids',
    load: async () => (await import('./score/semantic.js')).defineScoreSemantic,
  },
  semseg: {
    description: 'the same',
    load: async () => (await import('./score/semantic.js')).defineScoreSemantic,
  },
  'cityscapes-instances': {
    description: "AP and AP50 of instances in Cityscapes' text files and masks",
    load: async () => (await import('./score/cityscapes-instances.js')).defineScoreCityscapesInstances,
  },
  panoptic: {
    description: "panoptic quality of segments in COCO's panoptic format",
    load: async () => (await import('./score/panoptic.js')).defineScorePanoptic,
  },
  depth: {
    description: 'errors of depth images under a named protocol, in 16-bit PNGs',
    load: async () => (await import('./score/depth.js')).defineScoreDepth,
  },
  stereo: {
    description: "KITTI's outliers and end-point error of disparity, in 16-bit PNGs",
    load: async () => (await import('./score/stereo.js')).defineScoreStereo,
  },
  disparity: {
    description: 'the same',
    load: async () => (await import('./score/stereo.js')).defineScoreStereo,
  },
  images: {
    description: 'PSNR, SSIM and colour differences of image files',
    load: async () => (await import('./score/images.js')).defineScoreImages,
  },
};

/** Loads `score BENCHMARK`: the official numbers of results in a benchmark's own files. */
export async function loadScore(): Promise<(score: Command) => void> {
  const loaded = await Promise.all(
    Object.entries(scorers).map(async ([name, { description, load }]) => ({ name, description, define: await load() })),
  );
  return (score) => {
    for (const { name, description, define } of loaded) define(score.command(name).description(description));
  };
}
