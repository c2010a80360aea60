import {
  fontSizes,
  houseLayout,
  ink,
  plainText,
  quietText,
  wrapText,
  type Figure,
  type FigureSize,
  type PlottedNumber,
} from '../src/plot/index.js';
import type { Panel, Study } from '../src/study/types.js';
import { aspectRatio, readImage } from './panel-images.js';

/** Sizes in pixels: the figure, its border, between pictures, names at the left, a block's heading and column heads. */
const sizesOf = {
  wide: { width: 1040, top: 66, side: 16, gap: 10, left: 84, heading: 24, heads: 44, caption: 18, foot: 20 },
  column: { width: 400, top: 4, side: 6, gap: 4, left: 62, heading: 40, heads: 52, caption: 16, foot: 14 },
} satisfies Record<FigureSize, object>;

type Sizes = (typeof sizesOf)[FigureSize];

/** A picture, what stands below it, or an empty place. */
export interface PictureCell {
  panel?: Panel;
  caption?: string;
}

/** Pictures in lines below heads, one a column. */
export interface PictureBlock {
  heading: string;
  /** How to read the pictures. */
  explanation: string;
  /** Markup, a line or two. */
  heads: string[];
  /** `name` stands at the left. */
  lines: { name?: string; cells: PictureCell[] }[];
}

export interface PictureGridOptions {
  title: string;
  subtitle: string;
  size?: FigureSize;
  /** The numbers that heads and captions tell. */
  numbers: PlottedNumber[];
}

/** Data and layout of blocks of pictures, one below the other. */
export function pictureGrid(
  study: Study,
  blocks: readonly PictureBlock[],
  { title, subtitle, size = 'wide', numbers }: PictureGridOptions,
): Pick<Figure, 'data' | 'layout'> {
  const sizes = sizesOf[size];
  const lines = blocks.flatMap((block) => block.lines);
  const cells = lines.flatMap((line) => line.cells);
  const left = sizes.side + (lines.some(({ name }) => name !== undefined) ? sizes.left : 0);
  const columns = Math.max(...blocks.map(({ heads }) => heads.length));
  const width = (sizes.width - left - sizes.side - (columns - 1) * sizes.gap) / columns;
  const shown = cells.flatMap(({ panel }) => panel ?? []);
  const height = width * aspectRatio({ ...study, panels: shown });
  const below = cells.some(({ caption }) => caption !== undefined) ? sizes.caption : 0;
  const place: Place = { sizes, left, width, height, line: height + below + sizes.gap };

  const images: Record<string, unknown>[] = [];
  const annotations: Record<string, unknown>[] = [];
  let top = sizes.top;
  for (const block of blocks) {
    images.push(...blockImages(study, block, top, place));
    annotations.push(...blockTexts(block, top, place));
    top += sizes.heading + sizes.heads + block.lines.length * place.line + sizes.foot;
  }
  const axis = { visible: false, fixedrange: true };
  return {
    data: [{ type: 'scatter', x: [0], y: [0], mode: 'markers', marker: { opacity: 0 }, hoverinfo: 'skip' }],
    layout: {
      ...houseLayout({ title, subtitle }, size),
      width: sizes.width,
      height: Math.round(top),
      margin: { l: 0, r: 0, t: 0, b: 0 },
      xaxis: { ...axis, range: [0, sizes.width] },
      yaxis: { ...axis, range: [Math.round(top), 0] },
      images,
      annotations,
      meta: { numbers },
    },
  };
}

/** Where the first column begins, how large a picture is, and how far the next line lies below. */
interface Place {
  sizes: Sizes;
  left: number;
  width: number;
  height: number;
  line: number;
}

const leftOf = (column: number, { sizes, left, width }: Place): number => left + column * (width + sizes.gap);
const topOf = (line: number, blockTop: number, place: Place): number =>
  blockTop + place.sizes.heading + place.sizes.heads + line * place.line;

function blockImages(study: Study, block: PictureBlock, blockTop: number, place: Place): Record<string, unknown>[] {
  const size = { sizex: place.width, sizey: place.height, sizing: 'stretch', xref: 'x', yref: 'y', layer: 'below' };
  return block.lines.flatMap(({ cells }, line) =>
    cells.flatMap(({ panel }, column) => {
      const source = panel && readImage(study, panel);
      if (source === undefined) return [];
      return [{ source, x: leftOf(column, place), y: topOf(line, blockTop, place), ...size }];
    }),
  );
}

function blockTexts(block: PictureBlock, blockTop: number, place: Place): Record<string, unknown>[] {
  const { sizes } = place;
  const isColumn = sizes === sizesOf.column;
  const small = { size: fontSizes.small, color: ink.soft };
  // In a column the explanation has a line of its own, or two.
  const heading = `<b>${block.heading}</b>${isColumn ? '<br>' : '  '}${quietText(isColumn ? wrapText(block.explanation, 64) : block.explanation)}`;
  return [
    text(heading, sizes.side, blockTop, {
      xanchor: 'left',
      align: 'left',
      font: { size: isColumn ? fontSizes.text : 15 },
    }),
    ...block.heads.map((head, column) =>
      text(head, leftOf(column, place) + place.width / 2, blockTop + sizes.heading + sizes.heads - 4, {
        yanchor: 'bottom',
        ...(isColumn ? { font: { size: fontSizes.small } } : {}),
      }),
    ),
    ...block.lines.flatMap(({ name, cells }, line) => {
      const top = topOf(line, blockTop, place);
      const middle = {
        xanchor: 'left',
        yanchor: 'middle',
        align: 'left',
        font: { size: isColumn ? fontSizes.small : fontSizes.text },
      };
      return [
        ...(name === undefined ? [] : [text(name, sizes.side, top + place.height / 2, middle)]),
        ...cells.flatMap(({ caption }, column) => {
          const centre = leftOf(column, place) + place.width / 2;
          return caption === undefined
            ? []
            : [text(plainText(caption), centre, top + place.height + 1, { font: small })];
        }),
      ];
    }),
  ];
}

function text(markup: string, x: number, y: number, options: Record<string, unknown> = {}): Record<string, unknown> {
  return { text: markup, x, y, xref: 'x', yref: 'y', showarrow: false, yanchor: 'top', xanchor: 'center', ...options };
}
