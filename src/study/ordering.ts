import * as fs from 'node:fs';
import * as path from 'node:path';
import { encoderSource } from '../features/index.js';
import { loadEncoder } from '../nn/index.js';
import { extractSplits, mapSplits, probeStage, type ProbeTruth } from '../probes/index.js';
import { mean } from '../stats/index.js';
import type { Measurement, RunContext } from './execute.js';
import { twoThirdsFile } from './pretrain-run.js';
import type { Finding, Row } from './types.js';

/** The probe target by which each finding is followed through training. */
const followed: Partial<Record<Finding['id'], string>> = { color: 'albedo', 'depth-cues': 'depth-beyond-position' };

/** What the followed targets were at two thirds of the training: ridge at the output; nothing for an untrained encoder. */
export async function probeTwoThirds({ run, config, store, ground, signal }: RunContext): Promise<Measurement[]> {
  const file = path.join(store.path(run.needs[0]), twoThirdsFile);
  if (!fs.existsSync(file)) return [];
  const { encoder } = await loadEncoder(file);
  try {
    const { output } = encoder;
    const extracted = await extractSplits(encoderSource(encoder, { signal }), await ground.samples(signal), [output]);
    const features = mapSplits(extracted, (maps) => maps[output]);
    const truth = onlyFollowed(await ground.truth(features.train, signal));
    const results = await probeStage(features, truth, { heads: ['ridge'], seed: run.seed, signal });
    return results
      .filter(({ head }) => head === 'ridge')
      .map(({ stage, head, target, metric, value, unit, n }) => ({
        kind: 'audit',
        split: 'test',
        protocol: 'ridge, chosen on validation scenes, per cell, after two thirds of the steps',
        stage,
        head,
        target,
        metric,
        value,
        unit,
        n,
        step: Math.ceil((2 / 3) * config.pretrain.steps),
      }));
  } finally {
    encoder.dispose();
  }
}

function onlyFollowed(truth: ProbeTruth): ProbeTruth {
  const names = Object.values(followed);
  const groups = truth.groups.map((group) => ({
    ...group,
    targets: group.targets.filter(({ target }) => names.includes(target.name)),
  }));
  return { ...truth, groups: groups.filter(({ targets }) => targets.length > 0) };
}

/** Half the margin of the findings that are followed: smaller changes of sign are noise. */
const halfMargin = 0.025;

/**
 * Says of which findings the mean difference cross-modal − cross-view over valid seeds changed its sign in the last third of
 * training, and by more than half a margin: such a finding is unfinished, whatever its verdict.
 */
export function unfinishedNotes(
  rows: readonly Row[],
  invalid: readonly { variation: string; seed: number }[],
): string[] {
  const leftOut = new Set(
    invalid
      .filter(({ variation }) => variation.startsWith('cross-') && !variation.includes('+'))
      .map(({ seed }) => seed),
  );
  const difference = (kind: Row['kind'], target: string): number | undefined => {
    const of = (variation: string): number[] =>
      rows
        .filter((row) => row.kind === kind && row.target === target && row.metric === 'r2' && row.stage === 'out')
        .filter((row) => row.head === 'ridge' && row.variation === variation && !leftOut.has(row.seed))
        .map((row) => row.value);
    const [modal, view] = [of('cross-modal'), of('cross-view')];
    return modal.length > 0 && view.length > 0 ? mean(modal) - mean(view) : undefined;
  };
  return Object.entries(followed).flatMap(([id, target]) => {
    const earlier = difference('audit', target);
    const end = difference('probe', target);
    if (earlier === undefined || end === undefined) return [];
    if (Math.sign(earlier) === Math.sign(end) || Math.abs(earlier - end) <= halfMargin) return [];
    return `${id} is unfinished: cross-modal − cross-view (${target} R², ridge, out) was ${earlier.toFixed(3)} after two thirds of the training and ${end.toFixed(3)} at its end`;
  });
}
