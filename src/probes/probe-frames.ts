import { loadReadable, type OnError } from '../../data-loaders/readable-frames.js';
import type { Sample, Scene, SceneDataset, Split } from '../../data-loaders/sample.js';
import { InputError } from '../support/errors.js';
import { seeded } from '../support/random.js';
import { carries } from './carries.js';
import { mapSplits, type Splits } from './splits.js';
import type { ProbeTarget } from './target.js';

/** Frames on which read-outs are fitted, chosen and scored, and what a reader of the results must know of the choice. */
export interface ProbeFrames {
  ids: Splits<string[]>;
  notes: string[];
}

export interface ProbeFramesOptions {
  /** What is asked of the frames. */
  targets: readonly Pick<ProbeTarget, 'requires'>[];
  /** Frames of a split at most; all when omitted. */
  frames?: number;
  /** Decides which scenes go where, as far as the dataset leaves it open. */
  seed: number;
  /** What to do about frames that cannot be read when it is tried what test frames carry; `stop` unless given. */
  onError?: OnError;
}

/**
 * Divides the frames of a dataset by scene: train, `val` and test are fitted, chosen and scored on, as the dataset has them.
 *
 * Where it has no frames for one of them, or its test frames lack what the others tell (benchmarks keep the labels of
 * theirs), another split gives some of its scenes, so that no scene is in two.
 *
 * Throws InputError when there are too few scenes for three splits.
 */
export async function probeFrames(
  dataset: SceneDataset,
  { targets, frames: most = Infinity, seed, onError }: ProbeFramesOptions,
): Promise<ProbeFrames> {
  const scenes = scenesBySplit(dataset);
  const notes: string[] = [];
  const withheld = await withheldFromTest(dataset, scenes, targets, onError);
  if (withheld.length > 0) {
    notes.push(`The test frames of ${dataset.name} have no ${withheld.join(', ')} and are not used.`);
    scenes.test = [];
  }
  const divided = divide(scenes, dataset.name, seed, notes);
  const ids = mapSplits(divided, (ofSplit, split) => {
    const all = ofSplit.flatMap(({ frames }) => frames);
    if (all.length <= most) return all;
    notes.push(`${most} of the ${all.length} ${split} frames are used, at equal steps.`);
    return Array.from({ length: most }, (_, i) => all[Math.floor((i * all.length) / most)]);
  });
  return { ids, notes };
}

type ScenesBySplit = Record<Split, readonly Scene[]>;

const splits = ['train', 'val', 'test'] as const;

function scenesBySplit({ scenes }: SceneDataset): ScenesBySplit {
  const [train, val, test] = splits.map((split) =>
    scenes.filter((scene) => scene.split === split && scene.frames.length > 0),
  );
  return { train, val, test };
}

/** What targets that the dataset can tell require, and that frames of training or validation carry, and none of those tried of test. */
async function withheldFromTest(
  dataset: SceneDataset,
  { train, val, test }: ScenesBySplit,
  targets: ProbeFramesOptions['targets'],
  onError?: OnError,
): Promise<string[]> {
  const others = val.length > 0 ? val : train;
  const measurable = targets.filter(({ requires }) => requires.every((m) => dataset.modalities.includes(m)));
  const required = new Set(measurable.flatMap(({ requires }) => requires));
  if (required.size === 0 || test.length === 0 || others.length === 0) return [];
  const [told, tested] = [await someFrames(dataset, others, onError), await someFrames(dataset, test, onError)];
  if (tested.length === 0) return [];
  return [...required].filter(
    (modality) =>
      told.some((sample) => carries(sample, [modality])) && !tested.some((sample) => carries(sample, [modality])),
  );
}

/** The first, the middle and the last frame. */
async function someFrames(dataset: SceneDataset, scenes: readonly Scene[], onError?: OnError): Promise<Sample[]> {
  const ids = scenes.flatMap(({ frames }) => frames);
  const chosen = new Set([ids[0], ids[ids.length >> 1], ids[ids.length - 1]]);
  return (await loadReadable(dataset, [...chosen], { onError })).samples;
}

/** Shares of training, validation and test in the scenes that are dealt out. */
type Shares = readonly [train: number, validation: number, test: number];

/** Which split gives scenes to those that have none, and how many. */
interface Deal {
  giver: Split | 'all';
  shares: Shares;
}

const everything: Deal = { giver: 'all', shares: [0.6, 0.2, 0.2] };

/** By what splits there are: held-out scenes are shared out before training scenes are, and stay held out. */
const deals: Readonly<Record<string, Deal>> = {
  'train+val': { giver: 'val', shares: [0, 0.5, 0.5] },
  'train+test': { giver: 'train', shares: [0.8, 0.2, 0] },
  'val+test': { giver: 'val', shares: [0.8, 0.2, 0] },
};

function divide(scenes: ScenesBySplit, name: string, seed: number, notes: string[]): Splits<readonly Scene[]> {
  const present = splits.filter((split) => scenes[split].length > 0);
  if (present.length === splits.length) return { train: scenes.train, validation: scenes.val, test: scenes.test };
  const fitting = deals[present.join('+')] ?? everything;
  const enough = fitting.giver !== 'all' && scenes[fitting.giver].length >= 2;
  const { giver, shares } = enough ? fitting : everything;
  const given = giver === 'all' ? splits.flatMap((split) => scenes[split]) : scenes[giver];
  if (giver === 'all' && given.length < 3) throw tooFew(name, scenes);
  const dealt = dealScenes(given, shares, seed);
  const own = (split: Split): readonly Scene[] => (giver === 'all' || split === giver ? [] : scenes[split]);
  const divided = {
    train: [...own('train'), ...dealt.train],
    validation: [...own('val'), ...dealt.validation],
    test: [...own('test'), ...dealt.test],
  };
  const missing = splits.filter((split) => scenes[split].length === 0).join(' and ');
  const parts = `${divided.train.length} for training, ${divided.validation.length} for validation, ${divided.test.length} for test`;
  notes.push(
    `${name} has no ${missing} frames for this: its ${giver === 'all' ? '' : `${giver} `}scenes were dealt out by the seed, which makes ${parts}.`,
  );
  return divided;
}

/** Each scene to one split, at least one to each that has a share; in their order. */
function dealScenes(scenes: readonly Scene[], shares: Shares, seed: number): Splits<Scene[]> {
  const [, validation, test] = shares.map((share) => (share > 0 ? Math.max(1, Math.floor(share * scenes.length)) : 0));
  const place = seeded('probe scenes', seed).permutation(scenes.length);
  // What rounding leaves goes to training, or where that has no share to validation.
  const untilValidation = shares[0] > 0 ? validation + test : scenes.length;
  return {
    train: scenes.filter((_, i) => place[i] >= untilValidation),
    validation: scenes.filter((_, i) => place[i] >= test && place[i] < untilValidation),
    test: scenes.filter((_, i) => place[i] < test),
  };
}

function tooFew(name: string, scenes: ScenesBySplit): InputError {
  const counts = splits.map((split) => `${split} ${scenes[split].length}`).join(', ');
  return new InputError(
    `${name} has too few scenes here to probe on (${counts}): read-outs are fitted, chosen and scored on scenes of their own, which takes three. Add scenes below its root, or choose options (layout, every) that keep more of them.`,
  );
}
