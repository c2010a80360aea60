import {
  colouredText,
  formatInterval,
  formatNumber,
  orderVariations,
  quietText,
  variationStyle,
  type Figure,
} from '../src/plot/index.js';
import type { Panel, Row, Study } from '../src/study/types.js';
import type { DrawOptions } from './draw-options.js';
import { emptyFigure } from './empty-figure.js';
import { countOf, overSeeds, select, tidy } from './over-seeds.js';
import { pictureGrid, type PictureBlock } from './picture-grid.js';
import { labelShares } from './task-measures.js';

const title = 'What can be painted again from the features';

/** Frames shown at most; more would make the figure long. */
const mostFrames = 4;

/** Test images beside what a decoder paints again from the frozen features of each variation. */
export function reconstructions(study: Study, { size }: DrawOptions = {}): Figure {
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
    heads: ['<b>image</b>', ...variations.map((variation) => headOf(study, variation, variations, size === 'column'))],
    lines: frames.map((sample) => ({
      cells: [
        { panel: find(inputs, sample) },
        ...variations.map((variation) => ({ panel: find(painted, sample, variation) })),
      ],
    })),
  };
  const seeds = study.result.seeds.length;
  const scores = scoresIn(study).filter(({ variation }) => variations.includes(variation));
  return {
    name: 'reconstructions',
    title,
    caption:
      `Left: frames of test scenes. Right: the same frames as a small convolutional decoder paints them from the frozen features at the output of each pretraining (seed ${seed}); ` +
      `one decoder is trained for each, on training scenes. Above each column the PSNR over all test scenes, ` +
      `${seeds > 1 ? `mean over ${seeds} seeds with its 95 % t interval` : 'of a single seed, for which no interval can be given'}; n = ${countOf(scores)} images.`,
    ...pictureGrid(study, [block], {
      title,
      subtitle: 'The encoders are frozen: what a picture lacks, the features have lost',
      size,
      numbers: variations.flatMap((variation) => {
        const psnr = overSeeds(select(scores, { variation }));
        const { label } = variationStyle(variation, variations);
        return psnr ? [{ panel: 'reconstruction', series: label, measure: 'PSNR (dB)', ...tidy(psnr) }] : [];
      }),
    }),
  };
}

/** PSNR with all labels. */
function scoresIn({ rows }: Study): Row[] {
  const scores = select(rows, { kind: 'task', target: 'reconstruction', metric: 'psnr' });
  return select(scores, { labels: labelShares(scores).at(-1) });
}

function headOf(study: Study, variation: string, variations: readonly string[], isNarrow: boolean): string {
  const { label, textColour } = variationStyle(variation, variations);
  const head = colouredText(variation === 'none' && !isNarrow ? 'no pretraining' : label, textColour);
  const psnr = overSeeds(select(scoresIn(study), { variation }));
  if (!psnr) return head;
  const interval = formatInterval(psnr.interval, 1);
  const lines = [`${formatNumber(psnr.mean, 1)} dB`, ...(interval === '' ? [] : [interval])];
  return `${head}<br>${quietText(lines.join(isNarrow ? '<br>' : ' '))}`;
}
