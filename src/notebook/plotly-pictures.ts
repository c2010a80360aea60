import { writePng } from '../formats/png.js';
import { fontFamily } from '../plot/style.js';
import { linksOnScreen, type Joined, type LinkLine, type Place } from './picture-overlay.js';
import { pictureUrl } from './picture-url.js';
import type { TextLine } from './text-outline.js';

/** Pictures as they lie on the screen. */
export interface LaidOutPictures {
  places: readonly Place[];
  lines: readonly TextLine[];
  joined: readonly Joined[];
  width: number;
  height: number;
}

/** Pictures and the lines between them as a Plotly figure: to be enlarged, and each line to be pointed at. */
export function plotlyPictures({ places, lines, joined, width, height }: LaidOutPictures): Record<string, unknown> {
  const hidden = { visible: false };
  return {
    data: [...places.map(imageTrace), ...joined.flatMap((one) => linksOnScreen(one).map(linkTrace))],
    layout: {
      width,
      height,
      margin: { l: 0, r: 0, t: 0, b: 0 },
      font: { family: fontFamily },
      showlegend: false,
      hovermode: 'closest',
      xaxis: { ...hidden, range: [0, width] },
      yaxis: { ...hidden, range: [height, 0] },
      annotations: lines.map(({ text, x, y, size = 13 }) => ({
        ...{ text, x, y, showarrow: false, font: { size } },
        ...{ xanchor: 'left', yanchor: 'bottom', borderpad: 0, yshift: -size / 4 },
      })),
    },
  };
}

/** A picture of which the pixels stay sharp. */
function imageTrace({ raster: { width, height, rgb }, x, y, scale }: Place): Record<string, unknown> {
  const png = Buffer.from(writePng({ width, height, channels: 3, values: rgb })).toString('base64');
  const at = { x0: x + scale / 2, y0: y + scale / 2, dx: scale, dy: scale };
  return { type: 'image', source: pictureUrl('image/png', png), ...at, hoverinfo: 'skip' };
}

function linkTrace({ from, to, colour, right }: LinkLine, i: number): Record<string, unknown> {
  const word = right === undefined ? `pair ${i + 1}` : right ? 'right' : 'wrong';
  return {
    type: 'scatter',
    mode: 'lines+markers',
    x: [from[0], to[0]].map(Math.round),
    y: [from[1], to[1]].map(Math.round),
    line: { color: colour, width: 1.6, dash: right === false ? 'dash' : 'solid' },
    marker: { size: 6, symbol: right === false ? 'square' : 'circle' },
    hoverinfo: 'text',
    text: word,
  };
}
