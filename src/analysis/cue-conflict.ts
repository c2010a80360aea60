import type { RoomsDataset } from '../../data-loaders/rooms/index.js';
import type { Sample } from '../../data-loaders/sample.js';
import { encoderSource, type FeatureMap, type FeatureSource } from '../features/index.js';
import type { Encoder } from '../nn/index.js';
import { allProbeTargets, mostLikely, probe, type ProbeHead } from '../probes/index.js';
import { defaultSignal } from '../support/default-signal.js';
import { InputError, throwIfAborted } from '../support/errors.js';
import { progress } from '../support/progress.js';

/** Options of {@link cueConflict}. */
export interface CueConflictOptions {
  /** The output when omitted. */
  stage?: string;
  /** `mlp` unless given: things are a small part of an image, and a ridge says what most cells are. */
  head?: ProbeHead;
  /** Frames of a split at most. */
  frames?: number;
  /** Chooses who looks like whom, and seeds the probe. */
  seed: number;
  signal?: AbortSignal;
}

/** What a read-out of class goes by where colour and texture say one class and shape another. */
export interface CueConflict {
  stage: string;
  head: ProbeHead;
  /** Share of the cells of things, in their own look, whose class is recognised. */
  recognised: number;
  /** In another class's look: share of cells taken for the class of their shape, and for that of their look. */
  byShape: number;
  byLook: number;
  /** `byShape/(byShape + byLook)`; null where neither is ever said. */
  shapeBias: number | null;
  /** Cells in disguise behind it. */
  n: number;
  /** By test scene: cells taken for their shape's class and for their look's. */
  scenes: { scene: string; byShape: number; byLook: number; cells: number }[];
}

/**
 * Cue-conflict test: a read-out of semantic classes is learnt in Rooms in which things look as is typical of their class,
 * and asked about the same test frames in which they look like another class (materials exchanged between classes, shape,
 * place and light held). What it then says tells what it went by.
 *
 * Only cells of things count whose class and whose look's class were both learnt. A read-out that knows neither says little
 * of either: look at `recognised` first, and compare with an untrained encoder.
 * Throws InputError for rooms whose materials do not depend on class (κ = 0), and as `probe` does.
 * Reference: Geirhos et al., ImageNet-trained CNNs are biased towards texture, ICLR 2019.
 */
export async function cueConflict(
  of: Encoder | FeatureSource,
  dataset: RoomsDataset,
  { stage: given, head = 'mlp', frames, seed, signal = defaultSignal() }: CueConflictOptions,
): Promise<CueConflict> {
  const { kappa } = dataset.options.style;
  if (!(kappa > 0))
    throw new InputError(
      'In these rooms looks do not depend on class (κ = 0), so that nothing can be learnt from them: open rooms({ kappa: 1 }).',
    );
  const source = 'extract' in of ? of : encoderSource(of, { signal });
  const stage = given ?? source.output;
  const probed = await probe(source, dataset, { stages: [stage], targets: ['semantics'], heads: [head], frames, seed, signal }); // prettier-ignore
  const { readOut } = probed.result('semantics', { stage, head });
  const plain = probed.samples.test;
  const task = progress().start('disguised frames', plain.length);
  const disguised: { sample: Sample; looks: Uint16Array }[] = [];
  try {
    for (const { id } of plain) {
      throwIfAborted(signal);
      disguised.push(await dataset.disguise(id, seed));
      task.update(disguised.length);
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    task.finish();
  }
  const changed = await source.extract(disguised.map(({ sample }) => sample), [stage]); // prettier-ignore
  const before = await readOut!.predict(probed.features.test[stage]);
  const after = await readOut!.predict(changed[stage]);
  const learnt = classesOf(probed.samples.train);
  return { stage, head, ...count(disguised, { before, after }, learnt) };
}

/** Ids of the classes that training frames show. */
function classesOf(samples: readonly Sample[]): Set<number> {
  const seen = new Set<number>();
  for (const { semantics } of samples) for (const label of semantics!) seen.add(label);
  return seen;
}

function count(
  frames: readonly { sample: Sample; looks: Uint16Array }[],
  { before, after }: { before: FeatureMap; after: FeatureMap },
  learnt: ReadonlySet<number>,
): Omit<CueConflict, 'stage' | 'head'> {
  const { height, width, stride } = after;
  const cells = height * width;
  const scenes = new Map<string, CueConflict['scenes'][number]>();
  let [recognised, n] = [0, 0];
  frames.forEach(({ sample, looks }, frame) => {
    const truth = allProbeTargets.semantics.values(sample, { height, width, stride });
    const ofScene = scenes.get(sample.scene) ?? { scene: sample.scene, byShape: 0, byLook: 0, cells: 0 };
    scenes.set(sample.scene, ofScene);
    for (let cell = 0; cell < cells; cell++) {
      const shape = truth.values[cell];
      const look = looks[shape];
      if (!truth.mask[cell] || look === shape || !learnt.has(shape) || !learnt.has(look)) continue;
      n++;
      ofScene.cells++;
      const at = frame * cells + cell;
      recognised += Number(classAt(before, at) === shape);
      const said = classAt(after, at);
      if (said === shape) ofScene.byShape++;
      if (said === look) ofScene.byLook++;
    }
  });
  if (n === 0) throw new InputError('No cell of the test frames shows a thing in disguise: use more scenes.');
  const total = (of: 'byShape' | 'byLook'): number => [...scenes.values()].reduce((sum, scene) => sum + scene[of], 0);
  const [byShape, byLook] = [total('byShape'), total('byLook')];
  return {
    recognised: recognised / n,
    byShape: byShape / n,
    byLook: byLook / n,
    shapeBias: byShape + byLook > 0 ? byShape / (byShape + byLook) : null,
    n,
    scenes: [...scenes.values()],
  };
}

/** The class that is said of a cell, counted over all frames. */
function classAt({ values, channels }: FeatureMap, cell: number): number {
  return mostLikely({ predicted: values, width: channels }, cell);
}
