import type { OnError } from '../../../data-loaders/readable-frames.js';
import type { Sample, SceneDataset } from '../../../data-loaders/sample.js';
import type { AnyEncoder, ColourNormalisation, FeatureMap, FeatureSource } from '../../features/index.js';
import { effectiveRank } from '../../pretrain/index.js';
import {
  extractSplits,
  featuresOfCells,
  mapSplits,
  probeSamples,
  probeStage,
  type ProbeHead,
  type ProbeResult,
  type ProbeTarget,
  type Splits,
} from '../../probes/index.js';
import { corruptedSets, severities as allSeverities, type Severity } from '../../robustness/index.js';
import { spreadFrames } from '../../study/frames.js';
import { defaultSignal } from '../../support/default-signal.js';
import { InputError } from '../../support/errors.js';
import { progress } from '../../support/progress.js';
import { seeded } from '../../support/random.js';
import { auditedSource, untrainedEncoder, type AuditedSource } from './audited-source.js';
import { AuditGround, beyondPosition, questionsOf, ridgeOf, type GridGround } from './ground.js';
import { nullDescriptions } from './null-descriptions.js';
import { nullRows } from './null-features.js';
import { besideNulls, probeNull } from './probe-layer.js';
import { colourSurroundings, rankNull, type RankNull } from './rank-null.js';
import { auditedShifts, changedSamples } from './shifts.js';
import { corruptionFindings, type Contender, type SkillLayer } from './skills.js';
import type { AuditedLayer, AuditedProbe, EncoderAudit, NotMeasurable, NullName } from './types.js';

/** Options of {@link audit}. */
export interface EncoderAuditOptions {
  /** By name, see `layers`; all that have cells when omitted. */
  layers?: readonly string[];
  /** What is read out; all of `allProbeTargets` when omitted. */
  targets?: readonly (string | ProbeTarget)[];
  /** Read-outs; the ridge is always among them. */
  heads?: readonly ProbeHead[];
  /** What is followed under corruption: regressions. */
  skills?: readonly (string | ProbeTarget)[];
  /** Of the study's corruptions; all when omitted, none when empty. */
  corruptions?: readonly string[];
  severities?: readonly Severity[];
  /** Random projections drawn for the rank null. */
  draws?: number;
  /** An encoder of the same layers that learnt nothing; made where the architecture is this package's. */
  untrained?: AnyEncoder | FeatureSource;
  /** What a foreign encoder expects of colours in 0..1. */
  normalise?: ColourNormalisation;
  /** Frames of a split at most. */
  frames?: number;
  /** Test frames at most that are corrupted, spread over the scenes. */
  corruptedFrames?: number;
  /** Cells drawn per frame. */
  cells?: number;
  /** What to do about a frame that cannot be read; `stop` unless given. */
  onError?: OnError;
  seed: number;
  signal?: AbortSignal;
}

/** Scenes that are too few for a spread over them. */
const fewestScenes = 2;

/**
 * Audits an encoder on a dataset in one call: what can be read out of each layer beside nulls that need no encoder, what is left
 * of it under corruption at matched clean skill, and what moves the features when one factor alone is drawn anew.
 *
 * Everything is asked of the same cells of the same test frames, with 95 % bootstrap intervals over test scenes. What the
 * dataset has no truth for is listed in `notMeasurable` with the reason. The encoder is not disposed of.
 * Throws InputError for an unknown layer or target (with the nearest or all names), an encoder without layers that have
 * cells, images of a size that it does not take, and as `probe` does.
 */
export async function audit(
  of: AnyEncoder | FeatureSource,
  dataset: SceneDataset,
  options: EncoderAuditOptions,
): Promise<EncoderAudit> {
  const {
    seed,
    signal = defaultSignal(),
    draws = 5,
    cells = 48,
    corruptedFrames = 40,
    frames,
    layers,
    normalise,
  } = options;
  if (!Number.isInteger(draws) || draws < 1)
    throw new InputError(`The rank null needs a whole number of draws, at least 1; ${draws} was given.`);
  const questions = questionsOf(options.targets, options.skills ?? ['depth', 'normals', 'albedo']);
  const heads = [...new Set<ProbeHead>(['ridge', ...(options.heads ?? [])])];
  const asked = [...questions.targets, ...questions.skills];
  const { samples, notes, skipped } = await probeSamples(dataset, asked, {
    frames,
    seed,
    onError: options.onError,
    signal,
  });
  const { width, height } = samples.train[0];
  const size = { width, height };
  const audited = auditedSource(of, { size, layers, normalise, signal });
  const blank = untrainedEncoder(of, seed);
  try {
    const without = options.untrained ?? blank;
    const untrained = without && auditedSource(without, { size, layers: audited.layers, normalise, signal }).source;
    const corruptible = spreadSamples(samples.test, corruptedFrames);
    const ground = new AuditGround({ samples, corruptible, dataset, questions, heads, cells, seed, signal });
    const setting: Setting = { audited, untrained, samples, corruptible, ground, heads, draws, seed, signal };
    const probed = await probeLayers(setting, new Set(asked.map(({ name }) => name)));
    const corrupted = await followUnderCorruption(setting, probed, options);
    const moved = await move(setting, dataset);
    const measured = new Set<NullName>(probed.probes.flatMap((probe) => Object.keys(probe.nulls) as NullName[]));
    return {
      encoder: audited.source.name,
      dataset: dataset.name,
      seed,
      frames: mapSplits(samples, (ofSplit) => ofSplit.length),
      testScenes: [...new Set(samples.test.map(({ scene }) => scene))],
      nulls: Object.fromEntries([...measured].map((name) => [name, nullDescriptions[name]])),
      layers: probed.layers.map(({ layer }) => layer),
      probes: probed.probes,
      skills: corrupted?.skills ?? [],
      retrieval: corrupted?.retrieval ?? [],
      shifts: moved.shifts,
      notMeasurable: [
        ...audited.notMeasurable,
        ...ground.missingNulls(),
        ...(untrained ? [] : [{ what: 'null untrained', reason: 'the architecture cannot be built anew here: give an untrained encoder of the same layers' }]), // prettier-ignore
        ...probed.notMeasurable,
        ...moved.notMeasurable,
      ],
      notes,
      skipped,
    };
  } finally {
    blank?.dispose();
  }
}

/** What all parts of an audit are made with. */
interface Setting {
  audited: AuditedSource;
  untrained?: FeatureSource;
  samples: Splits<readonly Sample[]>;
  corruptible: readonly Sample[];
  ground: AuditGround;
  heads: readonly ProbeHead[];
  draws: number;
  seed: number;
  signal?: AbortSignal;
}

/** Some samples, spread evenly over their scenes. */
function spreadSamples(samples: readonly Sample[], count: number): Sample[] {
  const scenes = [...new Set(samples.map(({ scene }) => scene))].map((id) => ({
    id,
    split: 'test' as const,
    frames: samples.filter(({ scene }) => scene === id).map((sample) => sample.id),
  }));
  const chosen = new Set(spreadFrames({ scenes }, 'test', count));
  return samples.filter(({ id }) => chosen.has(id));
}

/** A layer as probed: what it is, and who reads targets out of it. */
interface ProbedLayer {
  layer: AuditedLayer;
  ground: GridGround;
  own: readonly ProbeResult[];
  untrained?: readonly ProbeResult[];
  ranks: readonly { null: RankNull; results: readonly ProbeResult[] }[];
}

interface ProbedLayers {
  layers: ProbedLayer[];
  probes: AuditedProbe[];
  notMeasurable: NotMeasurable[];
}

async function probeLayers(setting: Setting, reported: ReadonlySet<string>): Promise<ProbedLayers> {
  const { audited, untrained, samples } = setting;
  const found: ProbedLayers = { layers: [], probes: [], notMeasurable: [] };
  const task = progress().start('layers probed', audited.layers.length);
  try {
    for (const [done, name] of audited.layers.entries()) {
      task.update(done, name);
      const maps = await mapsOf(audited.source, samples, name);
      const probed = await probeLayer(setting, maps, untrained && (await mapsOf(untrained, samples, name)));
      const { nulls, truth } = probed.ground;
      const besides = {
        ...nulls,
        rank: probed.ranks.map(({ results }) => results),
        ...(probed.untrained ? { untrained: [probed.untrained] } : {}),
      };
      found.layers.push(probed);
      found.probes.push(...besideNulls(probed.own, besides, (target) => reported.has(target)));
      found.notMeasurable.push(...truth.notMeasurable.filter(({ target }) => reported.has(target)).map(({ target, reason }) => ({ what: target, layer: name, reason }))); // prettier-ignore
    }
    task.update(audited.layers.length, '');
  } finally {
    task.finish();
  }
  return { ...found, notMeasurable: onceForAll(found.notMeasurable, audited.layers.length) };
}

async function mapsOf(
  source: FeatureSource,
  samples: Splits<readonly Sample[]>,
  layer: string,
): Promise<Splits<FeatureMap>> {
  return mapSplits(await extractSplits(source, samples, [layer]), (maps) => maps[layer]);
}

async function probeLayer(
  { samples, ground, heads, draws, seed, signal }: Setting,
  maps: Splits<FeatureMap>,
  untrainedMaps: Splits<FeatureMap> | undefined,
): Promise<ProbedLayer> {
  const { stage: name, channels, height, width, stride } = maps.train;
  const grid = { height, width, stride };
  const onGrid = await ground.at(grid);
  const { truth, rankDraw } = onGrid;
  const options = { heads, seed, signal };
  const own = await probeStage(maps, truth, options);
  const untrained = untrainedMaps && (await probeStage(untrainedMaps, truth, options));
  const rank = effectiveRank(featuresOfCells(maps.train, rankDraw), channels);
  const colours = colourSurroundings(grid);
  const ranks: ProbedLayer['ranks'][number][] = [];
  for (let draw = 0; draw < draws; draw++) {
    const random = seeded('rank null', seed, name, draw);
    const made = rankNull(colours, rank, { samples: samples.train, draw: rankDraw, random });
    ranks.push({ null: made, results: await probeNull('rank', made.features, samples, truth, options) });
  }
  const rankOf = ({ null: { projections, effectiveRank } }: ProbedLayer['ranks'][number]) => ({ projections, effectiveRank }); // prettier-ignore
  const layer = { name, channels, height, width, stride, effectiveRank: rank, rankNull: ranks.map(rankOf) };
  return { layer, ground: onGrid, own, untrained, ranks };
}

/** What is the same at all layers is said once, of none. */
function onceForAll(all: readonly NotMeasurable[], layers: number): NotMeasurable[] {
  const key = ({ what, reason }: NotMeasurable): string => JSON.stringify([what, reason]);
  const counts = new Map<string, number>();
  for (const one of all) counts.set(key(one), (counts.get(key(one)) ?? 0) + 1);
  return all.flatMap((one, i) => {
    if (counts.get(key(one))! < layers) return [one];
    return all.findIndex((other) => key(other) === key(one)) === i ? [{ what: one.what, reason: one.reason }] : [];
  });
}

async function followUnderCorruption(
  { audited, untrained, corruptible, signal }: Setting,
  { layers }: ProbedLayers,
  { corruptions, severities = allSeverities }: Pick<EncoderAuditOptions, 'corruptions' | 'severities'>,
): Promise<Awaited<ReturnType<typeof corruptionFindings>> | undefined> {
  if (corruptions?.length === 0 || severities.length === 0) return undefined;
  const sets = await corruptedSets(corruptible, { corruptions, severities, signal });
  const asked = layers.map(skillLayer);
  return corruptionFindings(
    sets,
    asked,
    async (samples) => ({
      samples,
      own: await audited.source.extract(samples, audited.layers),
      untrained: await untrained?.extract(samples, audited.layers),
    }),
    { signal },
  );
}

/** Who reads the followed targets out of a layer: the encoder, and the nulls that have a skill. */
function skillLayer({ layer: { name }, ground, own, untrained, ranks }: ProbedLayer): SkillLayer {
  const { skillDraw, skillTargets } = ground;
  const readOuts = (results: readonly ProbeResult[]): Contender['readOuts'] =>
    skillTargets.map(({ target }) => ridgeOf(results, beyondPosition(target).name));
  const contenders: Contender[] = [
    { name: 'own', readOuts: readOuts(own), rows: (seen) => featuresOfCells(seen.own[name], skillDraw) },
    ...ranks.map(({ null: { features }, results }): Contender => ({
      name: 'rank',
      readOuts: readOuts(results),
      rows: ({ samples }) => nullRows(features, samples, skillDraw),
    })),
  ];
  if (untrained)
    contenders.push({
      name: 'untrained',
      readOuts: readOuts(untrained),
      rows: (seen) => featuresOfCells(seen.untrained![name], skillDraw),
    });
  return { layer: name, targets: skillTargets, contenders };
}

async function move(
  { audited, untrained, corruptible, seed, signal }: Setting,
  dataset: SceneDataset,
): Promise<Pick<EncoderAudit, 'shifts' | 'notMeasurable'>> {
  const none = (reason: string): Pick<EncoderAudit, 'shifts' | 'notMeasurable'> => ({ shifts: [], notMeasurable: [{ what: 'interventions', reason }] }); // prettier-ignore
  // One frame of each scene: what is alike among the views of one room is not to pass for spread.
  const originals = corruptible.filter(({ scene }, i) => corruptible.findIndex((other) => other.scene === scene) === i);
  if (originals.length < fewestScenes)
    return none('one test scene has no spread in units of which features could move');
  const changed = await changedSamples(dataset, originals, { seed, signal });
  if (!changed) return none(`only Rooms can draw one factor anew while all others stay, ${dataset.name} cannot`);
  const seers = {
    own: (of: readonly Sample[]) => audited.source.extract(of, audited.layers),
    untrained: untrained && ((of: readonly Sample[]) => untrained.extract(of, audited.layers)),
  };
  return { shifts: await auditedShifts(audited.layers, seers, originals, changed, { signal }), notMeasurable: [] };
}
