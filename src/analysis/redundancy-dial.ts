import { coupling, isRooms } from '../../data-loaders/rooms/index.js';
import { datasetStatistics } from '../../data-loaders/statistics.js';
import { mean, tInterval } from '../stats/index.js';
import type { DatasetConfig } from '../study/config.js';
import { openDataset } from '../study/dataset.js';
import type { Row, Study } from '../study/types.js';
import { defaultSignal } from '../support/default-signal.js';
import { InputError, throwIfAborted } from '../support/errors.js';

/** How much colour tells of what the point cloud shows, in the world that a study was made in. */
export interface Redundancy {
  /** Coupling κ of Rooms. */
  kappa?: number;
  /** Mutual information of a surface's colour and its class in bits, and the entropy that bounds it; of Rooms. */
  bits?: number;
  entropy?: number;
  /** R² of log-depth from the colour of a pixel, which every dataset with depth has. */
  colourDepth: number;
}

/** What one stage of a variation retains of a factor, in the world of one study. */
export interface DialPoint {
  /** Folder of the study. */
  study: string;
  dataset: string;
  redundancy: Redundancy;
  variation: string;
  stage: string;
  /** Mean of the read-out's score over seeds, and its 95 % t interval; null of a single seed. */
  mean: number;
  interval: [number, number] | null;
  seeds: number;
}

/** Options of {@link redundancyDial}. */
export interface DialOptions {
  /** Factor that is retained or not: a probe target. */
  target?: string;
  metric?: string;
  head?: string;
}

/** Measures the redundancy of a study's world on its first seed. Throws InputError when it can no longer be opened. */
export async function redundancyOf(
  { result }: Study,
  { signal = defaultSignal() }: { signal?: AbortSignal } = {},
): Promise<Redundancy> {
  const dataset = await openDataset(result.config.dataset as DatasetConfig, result.seeds[0]);
  throwIfAborted(signal);
  const frameIds = dataset.scenes.filter(({ split }) => split === 'train').map(({ frames }) => frames[0]);
  const { colourDepth } = await datasetStatistics(dataset, { frameIds: frameIds.slice(0, 200), signal });
  if (!isRooms(dataset)) return { colourDepth };
  const { colourClass, colourEntropy } = await coupling(dataset, { frameIds, signal });
  return { kappa: dataset.options.style.kappa, bits: colourClass, entropy: colourEntropy, colourDepth };
}

/**
 * The redundancy dial: what each stage of each variation retains of a factor against how much the other modality tells of
 * it, over studies of worlds that differ in that (`study --kappa 0 … 1`, recorded datasets, points with colours or without).
 *
 * If alignment discards what the modalities do not share, retention rises with redundancy where encoders were aligned across
 * modalities, and does not where they were aligned across views.
 * Throws InputError when no study has the probe.
 */
export async function redundancyDial(
  studies: readonly Study[],
  { target = 'albedo', metric = 'r2', head = 'ridge' }: DialOptions = {},
  { signal = defaultSignal() }: { signal?: AbortSignal } = {},
): Promise<DialPoint[]> {
  const points: DialPoint[] = [];
  for (const study of studies) {
    const rows = study.rows.filter(
      (row) => row.kind === 'probe' && row.target === target && row.metric === metric && row.head === head,
    );
    if (rows.length === 0) continue;
    const redundancy = await redundancyOf(study, { signal });
    for (const [key, own] of grouped(rows)) {
      const [variation, stage] = JSON.parse(key) as [string, string];
      const values = own.map(({ value }) => value).filter(Number.isFinite);
      if (values.length === 0) continue;
      points.push({
        study: study.folder,
        dataset: study.result.dataset,
        redundancy,
        variation,
        stage,
        mean: mean(values),
        interval: tInterval(values),
        seeds: values.length,
      });
    }
  }
  if (points.length === 0)
    throw new InputError(
      `No study has the probe ${target} (${head}, ${metric}): give studies of a dataset that has its truth.`,
    );
  return points;
}

/** Rows of encoders by variation and stage; baselines have no stage. */
function grouped(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    if (row.stage === undefined || ['position', 'trivial'].includes(row.variation)) continue;
    const key = JSON.stringify([row.variation, row.stage]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return groups;
}
