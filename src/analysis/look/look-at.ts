import type { Sample, SceneDataset } from '../../../data-loaders/sample.js';
import { nearestCells, type CellPlace, type FeatureMap, type FeatureSource } from '../../features/index.js';
import type { ColourImage } from '../../image/index.js';
import {
  extractSplits,
  probeEncoder,
  probeSamples,
  probeTargets,
  scores,
  type ProbeResult,
  type Splits,
} from '../../probes/index.js';
import { pearson } from '../../similarity/correlation.js';
import { baselineSource } from '../../study/baselines.js';
import { InputError, throwIfAborted } from '../../support/errors.js';
import { progress } from '../../support/progress.js';
import { principalColours } from '../principal-colours.js';
import { distinctPlaces, type Place } from './marks.js';
import { atScaleOf } from './photograph.js';
import type { EncoderLook, Look, SeenDepth } from './types.js';

/** Options of {@link lookAt}. */
export interface LookAtOptions {
  /** Where features are read; each encoder's output unless given. */
  stage?: string;
  /** Places of the photograph, in its own pixels, whose nearest cells are sought; four that differ in colour unless given. */
  places?: readonly Place[];
  /** Nearest cells of each place (3). */
  neighbours?: number;
  /** Draws the cells on which probes are fitted. */
  seed: number;
  signal?: AbortSignal;
}

/** Places that are marked when none are given. */
const placesMarked = 4;

/**
 * What encoders see in a photograph: colour and depth as linear probes read them out that were fitted on the frames of a world,
 * the principal components of the features, and the cells of the world's test frames that are most similar to some places.
 *
 * The photograph is seen in its own shape with as many pixels as the world's frames have. Its depth is decoded by a probe that
 * only ever saw that world: no metres are promised, and much of it may be where in the image a cell is, which is given beside.
 * Sources are not disposed of.
 *
 * Throws InputError when there is no source, a stage is unknown, a place lies outside, or one side is more than eight times the
 * other.
 */
export async function lookAt(
  photograph: ColourImage & { name: string },
  sources: Readonly<Record<string, FeatureSource>>,
  world: SceneDataset,
  { stage, places, neighbours = 3, seed, signal }: LookAtOptions,
): Promise<Look> {
  const named = Object.entries(sources);
  if (named.length === 0) throw new InputError('There is no encoder to look with: give one, or several by name.');
  const task = progress().start('Encoders looking', named.length);
  try {
    const { samples } = await probeSamples(world, [probeTargets.rgb, probeTargets.depth], { seed, signal });
    const seen = atScaleOf(photograph, photograph.name, samples.train[0]);
    const marked = places ? places.map((place) => scaled(place, photograph, seen)) : distinctPlaces(seen, placesMarked);
    const setting: Setting = { samples, seen, places: marked, neighbours, seed, signal };
    const position = await positionDepth(setting, strideOf(named[0][1], stage));
    const encoders: EncoderLook[] = [];
    for (const [name, source] of named) {
      throwIfAborted(signal);
      task.update(encoders.length, name);
      encoders.push(await lookThrough(name, source, stage ?? source.output, position, setting));
    }
    return { photograph: seen, world: world.name, frames: samples.test, places: marked, position, encoders };
  } finally {
    task.finish();
  }
}

/** What all encoders look with. */
interface Setting {
  samples: Splits<readonly Sample[]>;
  seen: Sample;
  places: readonly Place[];
  neighbours: number;
  seed: number;
  signal?: AbortSignal;
}

async function lookThrough(
  name: string,
  source: FeatureSource,
  stage: string,
  position: SeenDepth,
  setting: Setting,
): Promise<EncoderLook> {
  const { seen, samples, places, neighbours } = setting;
  const { rgb, depth, test, map } = await readOut(source, stage, ['rgb', 'depth'], setting);
  return {
    name,
    stage,
    stride: map.stride,
    colour: { map: rgb.map, r2: colourR2(rgb.map, seen), r2InWorld: rgb.r2InWorld },
    depth: { ...depth, likePosition: likeness(depth.map, position.map) },
    principal: principalColours(map),
    nearest: places.map((place) =>
      nearestCells(cellAt(place, map), map, test, {
        count: neighbours,
        groupOf: (image) => samples.test[image].scene,
      }),
    ),
  };
}

/** Targets as ridge regression, fitted on the world, reads them out of a source's features of the photograph. */
async function readOut<Target extends string>(
  source: FeatureSource,
  stage: string,
  targets: Target[],
  { samples, seen, seed, signal }: Setting,
): Promise<Record<Target, SeenDepth> & { test: FeatureMap; map: FeatureMap }> {
  const features = await extractSplits(source, samples, [stage]);
  const map = (await source.extract([seen], [stage]))[stage];
  const { results } = await probeEncoder(samples, features, { targets, heads: ['ridge'], seed, signal });
  const isRidge = (target: Target) => (result: ProbeResult) =>
    result.target === target && result.head === 'ridge' && result.metric === 'r2';
  const read: Partial<Record<Target, SeenDepth>> = {};
  for (const target of targets) {
    const { readOut: ridge, value } = results.find(isRidge(target))!;
    read[target] = { map: await ridge!.predict(map), r2InWorld: value };
  }
  return { ...(read as Record<Target, SeenDepth>), test: features.test[stage], map };
}

async function positionDepth(setting: Setting, stride: number): Promise<SeenDepth> {
  const source = baselineSource('position', stride);
  return (await readOut(source, source.output, ['depth'], setting)).depth;
}

function strideOf(source: FeatureSource, stage = source.output): number {
  const found = source.stages.find(({ name }) => name === stage);
  if (found) return found.stride;
  const known = source.stages.map(({ name }) => name).join(', ');
  throw new InputError(`Unknown stage ${stage}: ${source.name} has ${known}.`);
}

/** R² of the colours read out, on the cells of the photograph itself; NaN where no colour of it differs. */
function colourR2(map: FeatureMap, seen: Sample): number {
  const rows = map.height * map.width;
  const { values: truth } = probeTargets.rgb.values(seen, map);
  if (seen.rgb.every((value, i) => value === seen.rgb[i % 3])) return NaN;
  const ofOne = new Int32Array(rows);
  return scores.r2({ rows, width: 3, predicted: map.values, truth, sceneOfRow: ofOne, imageOfRow: ofOne, scenes: 1 })
    .value;
}

function likeness(a: FeatureMap, b: FeatureMap): number {
  return a.height === b.height && a.width === b.width ? pearson(a.values, b.values) : NaN;
}

/** A place in the pixels of the photograph as one of the picture that encoders see. */
function scaled([u, v]: Place, from: ColourImage & { name: string }, to: Sample): Place {
  if (!(u >= 0 && v >= 0 && u < from.width && v < from.height))
    throw new InputError(
      `The place ${u},${v} lies outside ${from.name}, which has ${from.width}×${from.height} pixels: give column,row.`,
    );
  return [((u + 0.5) * to.width) / from.width, ((v + 0.5) * to.height) / from.height];
}

/** The cell that holds a place; the last one where cells do not cover the border. */
function cellAt([u, v]: Place, { stride, height, width }: FeatureMap): CellPlace {
  const [row, column] = [Math.floor(v / stride), Math.floor(u / stride)];
  return { image: 0, row: Math.min(height - 1, row), column: Math.min(width - 1, column) };
}
