import { WorkError } from '../support/errors.js';
import type { Figure } from './figure.js';
import { outlineText } from './outline-text.js';
import { plotlyWindow } from './plotly-window.js';

let drawing: Promise<unknown> = Promise.resolve();

/**
 * Draws a figure as SVG without a browser: Plotly in jsdom, text as outlines, so that the picture is the same on every
 * machine. Title and caption are inside as `<title>` and `<desc>`. Figures are drawn one after another.
 *
 * Throws WorkError naming the figure when Plotly fails or when something needs a browser: 3D traces, maps, pictures
 * from elsewhere.
 */
export function renderSvg(figure: Figure): Promise<string> {
  // The figures of a process share one window, and with it its errors and random numbers.
  const drawn = drawing.then(() => draw(figure));
  drawing = drawn.catch(() => undefined);
  return drawn;
}

async function draw(figure: Figure): Promise<string> {
  checkDrawable(figure);
  const { plotly, typeface, window, restartRandom, takeErrors } = await plotlyWindow();
  const { data, layout } = structuredClone({ data: figure.data, layout: figure.layout });
  takeErrors();
  restartRandom();
  let uri: string;
  try {
    uri = await plotly.toImage({ data, layout }, { format: 'svg', width: layout.width, height: layout.height });
  } catch (error) {
    throw new WorkError(`Figure '${figure.name}' could not be drawn: ${messageOf(error)}`, { cause: error });
  }
  const [failure] = takeErrors();
  if (failure)
    throw new WorkError(`Figure '${figure.name}' could not be drawn: ${failure.message}`, { cause: failure });

  const source = decodeURIComponent(uri.replace(/^data:image\/svg\+xml,/, ''));
  const document = new window.DOMParser().parseFromString(source, 'image/svg+xml');
  const svg = document.documentElement;
  outlineText(svg, typeface);
  sharpenImages(svg);
  describe(svg, figure);
  return new window.XMLSerializer().serializeToString(document);
}

/** Throws for what Plotly would wait for without end, or leave out in silence, where there is no browser. */
function checkDrawable({ name, data, layout }: Figure): void {
  const unknown = data.find(({ type }) => !traceTypes.has(type));
  if (unknown)
    throw new WorkError(
      `Figure '${name}' has a trace of type '${unknown.type}', which cannot be drawn without a browser. ` +
        `Use one of ${[...traceTypes].join(', ')}, or show it in a notebook.`,
    );
  const images = (layout.images ?? []) as { source?: unknown }[];
  const remote = images.find(({ source }) => !String(source).startsWith('data:'));
  if (remote)
    throw new WorkError(
      `Figure '${name}' has an image from ${String(remote.source)}, which cannot be loaded without a browser. ` +
        `Give its content as a data URI (data:image/png;base64,…).`,
    );
}

/** Trace types of the bundle that are drawn as SVG. */
const traceTypes = new Set([
  'scatter',
  'bar',
  'box',
  'heatmap',
  'histogram',
  'histogram2d',
  'histogram2dcontour',
  'contour',
  'violin',
  'image',
  'pie',
]);

/** Pictures in figures are small rasters drawn large: their pixels are the data and must not be smeared. */
function sharpenImages(svg: Element): void {
  for (const image of Array.from(svg.getElementsByTagName('image')))
    image.setAttribute('style', `${image.getAttribute('style') ?? ''};image-rendering:pixelated`.replace(/^;/, ''));
}

function describe(svg: Element, { title, caption }: Figure): void {
  svg.setAttribute('role', 'img');
  for (const [name, text] of [
    ['desc', caption],
    ['title', title],
  ]) {
    const element = svg.ownerDocument.createElementNS('http://www.w3.org/2000/svg', name);
    element.textContent = text;
    svg.insertBefore(element, svg.firstChild);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
