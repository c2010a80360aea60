import * as fs from 'node:fs';
import * as path from 'node:path';
import { saveEncoder } from '../nn/index.js';
import { audit, pretrain, variationNamed, type Audit, type Pretrained } from '../pretrain/index.js';
import { mean } from '../stats/index.js';
import { DivergenceError } from '../support/errors.js';
import type { Measurement, RunContext, RunOutcome } from './execute.js';

/** The encoder as it was after two thirds of the steps, to tell whether differences had settled. */
export const twoThirdsFile = 'encoder-two-thirds.safetensors';

/** Losses are kept as means over this many equal parts of a training. */
const lossPoints = 50;

/**
 * Pretrains one variation of one seed, saves the encoder, and audits on validation scenes what was learnt.
 *
 * A training that diverged is a finding too: the run ends without an encoder, marked invalid with the reason.
 */
export async function pretrainRun(context: RunContext): Promise<RunOutcome> {
  try {
    return await pretrainAndAudit(context);
  } catch (error) {
    if (!(error instanceof DivergenceError)) throw error;
    return {
      measurements: [],
      values: { steps: context.config.pretrain.steps, finalLoss: null },
      invalid: [error.message],
    };
  }
}

async function pretrainAndAudit({ run, config, dataset, pairs, folder, signal }: RunContext): Promise<RunOutcome> {
  const { steps, batch, options: changes } = config.pretrain;
  const { seed, variation } = run;
  const checkpointFile = path.join(folder, 'checkpoint.safetensors');
  const isTrained = Object.keys(variationNamed(variation).losses).length > 0;
  const pretrained = await pretrain({
    variation,
    data: isTrained ? await pairs.of('train', signal) : dataset,
    seed,
    steps,
    encoder: config.encoder,
    options: { ...changes, batch },
    checkpointFile,
    signal,
    onStep: async ({ step }, encoder) => {
      if (step + 1 === Math.ceil((2 / 3) * steps)) await saveEncoder(encoder, path.join(folder, twoThirdsFile));
    },
  });
  try {
    const { encoder, loss, dataOrder } = pretrained;
    await saveEncoder(encoder, path.join(folder, 'encoder.safetensors'), {
      variation,
      seed: String(seed),
      steps: String(pretrained.steps),
      dataset: dataset.name,
      dataOrder,
    });
    fs.rmSync(checkpointFile, { force: true });
    const audited = await audit(pretrained, await pairs.of('val', signal), { seed, signal });
    return {
      measurements: [...lossCurve(loss), ...auditRows(audited, pretrained)],
      values: { steps: pretrained.steps, finalLoss: loss.length > 0 ? mean(loss.slice(-lossPoints)) : null },
      dataOrder,
      invalid: audited.invalid,
    };
  } finally {
    pretrained.dispose();
  }
}

function lossCurve(loss: Float32Array): Measurement[] {
  const points = Math.min(lossPoints, loss.length);
  return Array.from({ length: points }, (_, i) => {
    const from = Math.floor((i * loss.length) / points);
    const to = Math.floor(((i + 1) * loss.length) / points);
    return {
      kind: 'pretrain' as const,
      split: 'train',
      protocol: 'mean over the steps since the last point',
      metric: 'loss',
      value: mean(loss.subarray(from, to)),
      unit: 'nat',
      n: to - from,
      step: to,
    };
  });
}

/** The audit's figures for the tasks that a run was trained for; an untrained encoder is asked to match views. */
function auditRows(audited: Audit, { variation, loss }: Pretrained): Measurement[] {
  const { retrieval, queries, candidates, trend } = audited;
  const row = (metric: string, value: number, unit: string, n: number, target?: string): Measurement => ({
    kind: 'audit',
    split: 'val',
    protocol: `matches among ${candidates} candidates of a frame pair, scenes not seen in training`,
    metric,
    value,
    unit,
    n,
    target,
  });
  const rows = [row('effective-rank', audited.effectiveRank, 'dimensions', queries)];
  for (const task of ['cross-view', 'cross-modal'] as const) {
    const found = retrieval[task];
    const isOwn = loss.length === 0 ? task === 'cross-view' : variation.losses[task] !== undefined;
    if (found === undefined || !isOwn) continue;
    rows.push(row('recall@1', found.recall.at1, 'share', queries, task));
    rows.push(row(`recall@${audited.k}`, found.recall.atK, 'share', queries, task));
    rows.push(row('chance', found.chance, 'share', queries, task));
    for (const [name, recall] of Object.entries(found.nulls))
      rows.push(row(`null-${name}`, recall.at1, 'share', queries, task));
  }
  if (trend) rows.push(row('loss-change', trend.change, 'share of the loss', loss.length));
  return rows;
}
