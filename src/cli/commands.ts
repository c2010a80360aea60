import type { Command } from 'commander';

/** A command of the program. Its module, and all that its work needs, is loaded only when it is called. */
export interface CommandEntry {
  description: string;
  /** Loads what gives the command its arguments, options and action. */
  load(): Promise<(command: Command) => void>;
}

/** The commands by name, in the order of the help: adding one is adding a file and an entry here. */
export const commands: Record<string, CommandEntry> = {
  study: {
    description:
      'pretrain the four variations, probe them, test robustness, fine-tune for depth, draw verdicts and figures',
    load: async () => (await import('./study.js')).defineStudy,
  },
  figures: {
    description: 'draw the figures of a study as .json, .csv, .html, .svg, .png and .pdf, and their page',
    load: async () => (await import('./figures.js')).defineFigures,
  },
  report: {
    description: "write a study's page as one file: verdicts, interactive figures, pictures, all measurements, runs",
    load: async () => (await import('./report.js')).defineReport,
  },
  pretrain: {
    description: 'pretrain one encoder and audit it on unseen scenes',
    load: async () => (await import('./pretrain.js')).definePretrain,
  },
  train: {
    description: 'train a task (depth, classes, the image again …) on an encoder and score it',
    load: async () => (await import('./train.js')).defineTrain,
  },
  predict: {
    description: 'say what a trained model of a task predicts of a dataset or a folder of photographs',
    load: async () => (await import('./predict.js')).definePredict,
  },
  probe: {
    description: 'read colour, texture, depth … out of every stage of an encoder',
    load: async () => (await import('./probe.js')).defineProbe,
  },
  audit: {
    description: 'what an encoder keeps, withstands and follows, beside position, height, density and rank nulls',
    load: async () => (await import('./audit.js')).defineAudit,
  },
  mediate: {
    description: 'erase the linear subspace of depth, colour … from the features and see what else is lost',
    load: async () => (await import('./mediate.js')).defineMediate,
  },
  dial: {
    description: 'draw what encoders retain against how much the other modality tells of it, over several studies',
    load: async () => (await import('./dial.js')).defineDial,
  },
  look: {
    description: 'see what each encoder of the zoo sees in a photograph of your own',
    load: async () => (await import('./look.js')).defineLook,
  },
  score: {
    description: "the official numbers of results in a benchmark's own files",
    load: async () => (await import('./score.js')).loadScore(),
  },
  extract: {
    description: "store the features of a dataset's images at named layers of an encoder",
    load: async () => (await import('./extract.js')).defineExtract,
  },
  similarity: {
    description: 'compare two sets of features of the same samples',
    load: async () => (await import('./similarity.js')).defineSimilarity,
  },
  corrupt: {
    description: 'apply a corruption to an image',
    load: async () => (await import('./corrupt.js')).defineCorrupt,
  },
  data: {
    description: 'look at a dataset: one frame, all frames, its statistics, a contact sheet',
    load: async () => (await import('./data.js')).defineData,
  },
  notebook: {
    description: 'run notebooks in the tslab kernel, without a browser and without Python',
    load: async () => (await import('./notebook.js')).defineNotebook,
  },
  runs: {
    description: 'show what a study has stored: its runs, what they cost, how two of them differ',
    load: async () => (await import('./runs.js')).defineRuns,
  },
  cache: {
    description: 'show or clear what is kept to save work',
    load: async () => (await import('./cache.js')).defineCache,
  },
  doctor: {
    description: 'show which backends and tools work on this machine, and how to mend those that do not',
    load: async () => (await import('./doctor.js')).defineDoctor,
  },
};
