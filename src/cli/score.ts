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
};

/** `score BENCHMARK`: the official numbers of results in a benchmark's own files. */
export function defineScore(score: Command): void {
  for (const [name, { description }] of Object.entries(scorers)) score.command(name).description(description);
  score.hook('preSubcommand', async (_score, scorer) => {
    const define = await scorers[scorer.name()].load();
    define(scorer);
  });
}
