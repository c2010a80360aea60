import * as fs from 'node:fs';
import * as path from 'node:path';
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
  type Figure,
} from '../src/plot/index.js';
import type { Panel, Row, Study } from '../src/study/types.js';
import { emptyFigure } from './empty-figure.js';
import { overSeeds, select } from './over-seeds.js';

const name = 'what-the-probe-sees';
const title = 'What a linear probe sees';

/** Sizes in pixels. */
const width = 1040;
const side = 16;
const gap = 10;
const lineBelow = 20;
const blockHead = 64;
const mostFrames = 4;

/** A block of the picture: the truth beside what is read out of each variation's features. */
interface Block {
  heading: string;
  truth: string;
  truthLabel: string;
  readOut: string;
  /** Probe target whose score stands at the head of each column; the first that was measured. */
  targets: string[];
}

const blocks: Block[] = [
  {
    heading: 'Colour',
    truth: 'input',
    truthLabel: 'input',
    readOut: 'colour-read-out',
    targets: ['rgb', 'chroma'],
  },
  {
    heading: 'Depth: dark is near, bright is far',
    truth: 'depth-truth',
    truthLabel: 'true depth',
    readOut: 'depth-read-out',
    targets: ['depth'],
  },
];

/**
 * Images as a linear probe sees them through the features of each variation: the input beside the colours that can be
 * read out, the true depth beside the depth that can.
 */
export function whatTheProbeSees(study: Study): Figure {
  const panels = study.panels.filter((panel) => panel.corruption === undefined);
  const shown = blocks.filter((block) => panels.some((panel) => panel.kind === block.readOut));
  if (shown.length === 0)
    return emptyFigure(name, title, 'This study has stored no pictures of what its probes read out.');

  const variations = orderVariations(panels.flatMap((panel) => panel.variation ?? []));
  const seed = Math.min(...panels.flatMap((panel) => panel.seed ?? []));
  const samples = [...new Set(panels.filter((panel) => panel.kind === shown[0].readOut).map((panel) => panel.sample))];
  const frames = samples.slice(0, mostFrames);
  const aspect = aspectRatio(study, panels[0]);
  const cell = (width - 2 * side - variations.length * gap) / (variations.length + 1);
  const cellHeight = cell * aspect;
  const blockHeight = blockHead + frames.length * (cellHeight + lineBelow) + 18;
  const top = 80;
  const height = Math.round(top + shown.length * blockHeight);

  const images: Record<string, unknown>[] = [];
  const annotations: Record<string, unknown>[] = [];
  const text = (markup: string, x: number, y: number, options: Record<string, unknown> = {}): void => {
    annotations.push({
      text: markup,
      x,
      y,
      xref: 'x',
      yref: 'y',
      showarrow: false,
      yanchor: 'top',
      xanchor: 'center',
      ...options,
    });
  };
  shown.forEach((block, b) => {
    const blockTop = top + b * blockHeight;
    text(`<b>${block.heading}</b>`, side, blockTop, { xanchor: 'left', font: { size: 15 } });
    const columns = [undefined, ...variations];
    columns.forEach((variation, c) => {
      const left = side + c * (cell + gap);
      const centre = left + cell / 2;
      text(columnHead(block, variation, variations, study), centre, blockTop + 25, { font: { size: fontSizes.text } });
      frames.forEach((sample, f) => {
        const y = blockTop + blockHead + f * (cellHeight + lineBelow);
        const panel = panels.find(
          (candidate) =>
            candidate.sample === sample &&
            candidate.kind === (variation === undefined ? block.truth : block.readOut) &&
            candidate.variation === variation &&
            (variation === undefined || candidate.seed === seed),
        );
        const source = panel && readImage(study, panel);
        if (!source) {
          text('not stored', centre, y + cellHeight / 2, { yanchor: 'middle', font: { color: ink.soft } });
          return;
        }
        images.push({
          source,
          x: left,
          y,
          sizex: cell,
          sizey: cellHeight,
          xref: 'x',
          yref: 'y',
          sizing: 'stretch',
          layer: 'below',
        });
        if (panel.caption)
          text(plainText(panel.caption), centre, y + cellHeight + 1, {
            font: { size: fontSizes.small, color: ink.soft },
          });
      });
    });
  });
  const axis = { visible: false, fixedrange: true };
  return {
    name,
    title,
    caption:
      `Left: frames of test scenes and their true depth. Right: for each pretraining variation, the colours and the depth that ridge regression reads ` +
      `out of the features of single cells at the encoder's output (seed ${seed}); no decoder is trained. Above each column the R² over all test scenes, ` +
      `mean over ${study.result.seeds.length} seed${study.result.seeds.length > 1 ? 's with its 95 % t interval' : ''}; below each picture its own.`,
    data: [{ type: 'scatter', x: [0], y: [0], mode: 'markers', marker: { opacity: 0 }, hoverinfo: 'skip' }],
    layout: {
      ...houseLayout({
        title,
        subtitle: 'Each picture is painted from frozen features alone, cell by cell, by ridge regression',
      }),
      width,
      height,
      margin: { l: 0, r: 0, t: 0, b: 0 },
      xaxis: { ...axis, range: [0, width] },
      yaxis: { ...axis, range: [height, 0] },
      images,
      annotations,
    },
  };
}

function columnHead(block: Block, variation: string | undefined, variations: readonly string[], study: Study): string {
  if (variation === undefined) return `<b>${block.truthLabel}</b>`;
  const { label, colour } = variationStyle(variation, variations);
  const name = colouredText(variation === 'none' ? 'no pretraining' : label, colour);
  const score = outputScore(study.rows, block.targets, variation);
  if (!score) return name;
  const interval = score.interval ? ` ${formatInterval(score.interval)}` : '';
  return `${name}<br>${quietText(`R² ${formatNumber(score.mean)}${interval}`)}`;
}

function outputScore(
  rows: readonly Row[],
  targets: readonly string[],
  variation: string,
): ReturnType<typeof overSeeds> {
  for (const target of targets) {
    const score = overSeeds(
      select(rows, { kind: 'probe', variation, target, metric: 'r2', head: 'ridge', stage: 'out' }),
    );
    if (score) return score;
  }
  return null;
}

/** A stored picture as a data URI; undefined when its file is gone. */
function readImage(study: Study, panel: Panel): string | undefined {
  const file = path.join(study.folder, panel.file);
  return fs.existsSync(file) ? `data:image/png;base64,${fs.readFileSync(file).toString('base64')}` : undefined;
}

/** Height over width of a stored PNG, from its header; 3:4 when the file is gone. */
function aspectRatio(study: Study, panel: Panel): number {
  const file = path.join(study.folder, panel.file);
  if (!fs.existsSync(file)) return 0.75;
  const header = fs.readFileSync(file).subarray(16, 24);
  return header.readUInt32BE(4) / header.readUInt32BE(0);
}
