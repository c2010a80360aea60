import {
  colouredText,
  fontSizes,
  formatInterval,
  formatNumber,
  houseLayout,
  ink,
  orderVariations,
  plainText,
  quietText,
  variationStyle,
  wrapText,
  type Figure,
  type FigureSize,
  type PlottedNumber,
} from '../src/plot/index.js';
import type { Panel, Row, Study } from '../src/study/types.js';
import type { DrawOptions } from './draw-options.js';
import { emptyFigure } from './empty-figure.js';
import { countOf, overSeeds, select, tidy, type SeedSummary } from './over-seeds.js';
import { withoutBaselines } from './legend.js';
import { aspectRatio, readImage } from './panel-images.js';

const name = 'what-the-probe-sees';
const title = 'What a linear probe sees';

/** Sizes in pixels: the figure, its border, between columns, a block's heading and column heads. */
const sizesOf = {
  wide: { width: 1040, top: 66, side: 16, gap: 10, head: 64, foot: 28 },
  column: { width: 400, top: 4, side: 6, gap: 4, head: 106, foot: 16 },
} satisfies Record<FigureSize, object>;

/** Frames shown at most; more would make the pictures small. */
const mostFrames = 4;

/** A part of the figure: the truth beside what is read out of each variation's features. */
interface Block {
  heading: string;
  /** What stands above the columns, and how to read the pictures. */
  explanation: string;
  /** Kind of the panels in the first column and their name. */
  truth: string;
  truthName: string;
  /** Kind of the panels in the columns of the variations. */
  readOut: string;
  /** Probe target whose score stands at the head of each column. */
  target: string;
}

const blocks: Block[] = [
  {
    heading: 'Colour',
    explanation: 'above each column: R² of chroma a*b* on all test scenes',
    truth: 'input',
    truthName: 'input',
    readOut: 'colour-read-out',
    target: 'chroma',
  },
  {
    heading: 'Depth',
    explanation: 'dark is near, bright is far, grey unknown; above each column: R² of log-depth on all test scenes',
    truth: 'depth-truth',
    truthName: 'true depth',
    readOut: 'depth-read-out',
    target: 'depth',
  },
];

/** What the pictures are laid out from. */
interface Composition {
  study: Study;
  variations: string[];
  frames: string[];
  /** The seed whose read-outs are shown. */
  seed: number;
  /** Width and height of a picture in pixels. */
  cell: { width: number; height: number };
  /** From the lower edge of a picture to the next, in pixels: more when a line of text stands between. */
  gapBelow: number;
  sizes: (typeof sizesOf)[FigureSize];
}

/**
 * Images as a linear probe sees them through the features of each variation: the input beside the colours that can be
 * read out, the true depth beside the depth that can.
 */
export function whatTheProbeSees(study: Study, { size = 'wide' }: DrawOptions = {}): Figure {
  const panels = study.panels.filter((panel) => panel.corruption === undefined);
  const shown = blocks.filter((block) => panels.some((panel) => panel.kind === block.readOut));
  if (shown.length === 0)
    return emptyFigure(name, title, 'This study has stored no pictures of what its probes read out.');

  const sizes = sizesOf[size];
  const composition = compose({ ...study, panels }, shown[0], sizes);
  const blockHeight =
    sizes.head + composition.frames.length * (composition.cell.height + composition.gapBelow) + sizes.foot;
  const height = Math.round(sizes.top + shown.length * blockHeight);
  const tops = shown.map((_, b) => sizes.top + b * blockHeight);
  const seeds = study.result.seeds.length;
  const axis = { visible: false, fixedrange: true };
  return {
    name,
    title,
    caption:
      `Left: frames of test scenes and their true depth. Right: for each pretraining variation, the colours and the depth that ridge regression reads ` +
      `out of the features of single cells at the encoder's output (seed ${composition.seed}); no decoder is trained. Above each column the R² over all test scenes, ` +
      `${seeds > 1 ? `mean over ${seeds} seeds with its 95 % t interval` : 'of a single seed, for which no interval can be given'}; n = ${countOf(shown.flatMap((block) => scoresOf(block, study)))} cells.`,
    data: [{ type: 'scatter', x: [0], y: [0], mode: 'markers', marker: { opacity: 0 }, hoverinfo: 'skip' }],
    layout: {
      ...houseLayout(
        { title, subtitle: 'Each picture is painted from frozen features alone, cell by cell, by ridge regression' },
        size,
      ),
      width: sizes.width,
      height,
      margin: { l: 0, r: 0, t: 0, b: 0 },
      xaxis: { ...axis, range: [0, sizes.width] },
      yaxis: { ...axis, range: [height, 0] },
      images: shown.flatMap((block, b) => blockImages(block, tops[b], composition)),
      annotations: shown.flatMap((block, b) => blockTexts(block, tops[b], composition)),
      meta: { numbers: shown.flatMap((block) => numbersOf(block, composition)) },
    },
  };
}

function compose(study: Study, firstBlock: Block, sizes: Composition['sizes']): Composition {
  const { panels } = study;
  const variations = orderVariations(panels.flatMap((panel) => panel.variation ?? []));
  const samples = new Set(panels.filter(({ kind }) => kind === firstBlock.readOut).map(({ sample }) => sample));
  const width = (sizes.width - 2 * sizes.side - variations.length * sizes.gap) / (variations.length + 1);
  return {
    study,
    variations,
    frames: [...samples].slice(0, mostFrames),
    seed: Math.min(...panels.flatMap((panel) => panel.seed ?? [])),
    cell: { width, height: width * aspectRatio(study) },
    gapBelow: panels.some(({ caption }) => caption) ? 20 : sizes.gap,
    sizes,
  };
}

/** One place for a picture: the truth in the first column, then one column a variation. */
interface Cell {
  left: number;
  top: number;
  panel?: Panel;
  source?: string;
}

function cellsOf(block: Block, blockTop: number, composition: Composition): Cell[] {
  const { study, variations, frames, seed, cell, sizes } = composition;
  return [undefined, ...variations].flatMap((variation, column) =>
    frames.map((sample, row) => {
      const kind = variation === undefined ? block.truth : block.readOut;
      const panel = study.panels.find(
        (candidate) =>
          candidate.sample === sample &&
          candidate.kind === kind &&
          candidate.variation === variation &&
          (variation === undefined || candidate.seed === seed),
      );
      const left = sizes.side + column * (cell.width + sizes.gap);
      const top = blockTop + sizes.head + row * (cell.height + composition.gapBelow);
      return { left, top, panel, source: panel && readImage(study, panel) };
    }),
  );
}

function blockImages(block: Block, blockTop: number, composition: Composition): Record<string, unknown>[] {
  const size = { sizex: composition.cell.width, sizey: composition.cell.height, sizing: 'stretch' };
  return cellsOf(block, blockTop, composition)
    .filter(({ source }) => source !== undefined)
    .map(({ source, left, top }) => ({ source, x: left, y: top, ...size, xref: 'x', yref: 'y', layer: 'below' }));
}

function blockTexts(block: Block, blockTop: number, composition: Composition): Record<string, unknown>[] {
  const { variations, cell, sizes } = composition;
  const isColumn = sizes === sizesOf.column;
  const explanation = isColumn ? `<br>${wrapText(block.explanation, 62)}` : `  ${block.explanation}`;
  const heading = `<b>${block.heading}</b>${quietText(explanation)}`;
  const small = { size: fontSizes.small, color: ink.soft };
  return [
    text(heading, sizes.side, blockTop, { xanchor: 'left', align: 'left', font: { size: isColumn ? 13 : 15 } }),
    ...[undefined, ...variations].map((variation, column) => {
      const centre = sizes.side + column * (cell.width + sizes.gap) + cell.width / 2;
      const font = isColumn ? { font: { size: fontSizes.small } } : {};
      return text(
        columnHead(block, variation, composition),
        centre,
        blockTop + sizes.head - (isColumn ? 53 : 39),
        font,
      );
    }),
    ...cellsOf(block, blockTop, composition).flatMap(({ left, top, panel, source }) => {
      const centre = left + cell.width / 2;
      if (source === undefined)
        return [text('not stored', centre, top + cell.height / 2, { yanchor: 'middle', font: small })];
      return panel?.caption ? [text(plainText(panel.caption), centre, top + cell.height + 1, { font: small })] : [];
    }),
  ];
}

function text(markup: string, x: number, y: number, options: Record<string, unknown> = {}): Record<string, unknown> {
  return { text: markup, x, y, xref: 'x', yref: 'y', showarrow: false, yanchor: 'top', xanchor: 'center', ...options };
}

function columnHead(block: Block, variation: string | undefined, { study, variations, sizes }: Composition): string {
  if (variation === undefined) return `<b>${block.truthName}</b>`;
  const isColumn = sizes === sizesOf.column;
  const { label, textColour } = variationStyle(variation, variations);
  const head = colouredText(variation === 'none' && !isColumn ? 'no pretraining' : label, textColour);
  const score = scoreOf(block, variation, study);
  if (!score) return head;
  const interval = formatInterval(score.interval);
  const lines = [`R² ${formatNumber(score.mean)}`, ...(interval === '' ? [] : [interval])];
  return `${head}<br>${quietText(lines.join(isColumn ? '<br>' : ' '))}`;
}

function scoresOf({ target }: Block, { rows }: Pick<Study, 'rows'>): Row[] {
  const scores = select(rows, { kind: 'probe', target, metric: 'r2', head: 'ridge', stage: 'out' });
  return scores.filter(({ variation }) => withoutBaselines([variation]).length > 0);
}

function scoreOf(block: Block, variation: string, study: Study): SeedSummary | null {
  return overSeeds(select(scoresOf(block, study), { variation }));
}

function numbersOf(block: Block, { study, variations }: Composition): PlottedNumber[] {
  return variations.flatMap((variation) => {
    const score = scoreOf(block, variation, study);
    const series = variationStyle(variation, variations).label;
    return score ? [{ panel: block.heading, series, measure: `R² of ${block.target}`, ...tidy(score) }] : [];
  });
}
