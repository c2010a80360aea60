import {
  colouredText,
  formatInterval,
  formatNumber,
  orderVariations,
  quietText,
  variationStyle,
  type Figure,
} from '../src/plot/index.js';
import type { Panel, Study } from '../src/study/types.js';
import { emptyFigure } from './empty-figure.js';
import { overSeeds, select } from './over-seeds.js';
import { pictureGrid, type PictureBlock } from './picture-grid.js';
import { labelShares } from './task-measures.js';

const title = 'What can be painted again from the features';

/** Frames shown at most; more would make the figure long. */
const mostFrames = 4;

/** Test images beside what a decoder paints again from the frozen features of each variation. */
export function reconstructions(study: Study): Figure {
  const clean = study.panels.filter(({ corruption }) => corruption === undefined);
  const painted = clean.filter(({ kind }) => kind === 'reconstruction-prediction');
  if (painted.length === 0)
    return emptyFigure('reconstructions', title, 'This study has stored no pictures of reconstructed images.');
  const variations = orderVariations(painted.flatMap(({ variation }) => variation ?? []));
  const frames = [...new Set(painted.map(({ sample }) => sample))].slice(0, mostFrames);
  const seed = Math.min(...painted.flatMap((panel) => panel.seed ?? []));
  const find = (among: readonly Panel[], sample: string, variation?: string): Panel | undefined =>
    among.find(
      (panel) =>
        panel.sample === sample && panel.variation === variation && (variation === undefined || panel.seed === seed),
    );
  const inputs = clean.filter(({ kind }) => kind === 'input');
  const block: PictureBlock = {
    heading: 'Reconstruction',
    explanation: 'above each column: PSNR on all test scenes',
    heads: ['<b>image</b>', ...variations.map((variation) => headOf(study, variation, variations))],
    lines: frames.map((sample) => ({
      cells: [
        { panel: find(inputs, sample) },
        ...variations.map((variation) => ({ panel: find(painted, sample, variation) })),
      ],
    })),
  };
  const seeds = study.result.seeds.length;
  return {
    name: 'reconstructions',
    title,
    caption:
      `Left: frames of test scenes. Right: the same frames as a small convolutional decoder paints them from the frozen features at the output of each pretraining (seed ${seed}); ` +
      `one decoder is trained for each, on training scenes. Above each column the PSNR over all test scenes, ` +
      `${seeds > 1 ? `mean over ${seeds} seeds with its 95 % t interval` : 'of a single seed, for which no interval can be given'}.`,
    ...pictureGrid(study, [block], {
      title,
      subtitle: 'The encoders are frozen: what a picture lacks, the features have lost',
    }),
  };
}

function headOf({ rows }: Study, variation: string, variations: readonly string[]): string {
  const { label, colour } = variationStyle(variation, variations);
  const head = colouredText(variation === 'none' ? 'no pretraining' : label, colour);
  const scores = select(rows, { kind: 'task', target: 'reconstruction', metric: 'psnr', variation });
  const psnr = overSeeds(select(scores, { labels: labelShares(scores).at(-1) }));
  if (!psnr) return head;
  return `${head}<br>${quietText(`${formatNumber(psnr.mean, 1)} dB ${formatInterval(psnr.interval, 1)}`.trim())}`;
}
