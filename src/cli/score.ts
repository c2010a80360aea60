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

/** Loads `score BENCHMARK`: the official numbers of results in a benchmark's own files. */
export async function loadScore(): Promise<(score: Command) => void> {
  const loaded = await Promise.all(
    Object.entries(scorers).map(async ([name, { description, load }]) => ({ name, description, define: await load() })),
  );
  return (score) => {
    for (const { name, description, define } of loaded) define(score.command(name).description(description));
  };
}
