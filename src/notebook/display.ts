import { inspect } from 'node:util';
import type { Figure } from '../plot/figure.js';
import { isDisplayable, jupyterDisplay } from './displayable.js';
import { showBundle } from './kernel-output.js';
import type { MimeBundle } from './nbformat.js';
import { pictures } from './pictures.js';
import type { Raster } from './rasters.js';
import { tableOf } from './table.js';

/**
 * Shows values below the running cell, each in the best form that the notebook knows: figures (interactive, with a still
 * picture beside), pictures and samples, tables (arquero, danfojs, lists of plain objects), anything that has
 * `Symbol.for('Jupyter.display')`; all else as text. Outside a notebook the text goes to standard output.
 */
export async function display(...values: unknown[]): Promise<void> {
  for (const value of values) {
    const bundle = await bundleOf(value);
    showBundle(bundle, { metadata: sizes(bundle) });
  }
}

/** The forms in which a value can be shown, by media type. */
export async function bundleOf(value: unknown): Promise<MimeBundle> {
  if (isDisplayable(value)) return value[jupyterDisplay]();
  if (isFigure(value)) return figureBundle(value);
  if (isRaster(value)) return pictures([value])[jupyterDisplay]();
  const table = tableOf(value);
  if (table) return table[jupyterDisplay]();
  return { 'text/plain': typeof value === 'string' ? value : inspect(value) };
}

/** Plotly for those who can draw it, a picture for those who cannot (GitHub, printed pages), words for the rest. */
async function figureBundle(figure: Figure): Promise<MimeBundle> {
  const { renderPng, renderSvg } = await import('../plot/index.js');
  const svg = await renderSvg(figure);
  return {
    'application/vnd.plotly.v1+json': { data: figure.data, layout: figure.layout },
    'image/svg+xml': svg,
    'image/png': Buffer.from(await renderPng(svg)).toString('base64'),
    'text/plain': `${figure.title}\n${figure.caption}`,
  };
}

function isFigure(value: unknown): value is Figure {
  const figure = value as Partial<Figure> | null | undefined;
  return Array.isArray(figure?.data) && typeof figure.layout === 'object' && typeof figure.title === 'string';
}

function isRaster(value: unknown): value is Raster {
  const raster = value as Partial<Raster> | null | undefined;
  return raster?.rgb instanceof Uint8Array && typeof raster.width === 'number' && typeof raster.height === 'number';
}

/** Size on screen of a PNG that states its density, so that dense screens show it sharp instead of large. */
function sizes(bundle: MimeBundle): Record<string, unknown> {
  const png = bundle['image/png'];
  if (typeof png !== 'string') return {};
  const bytes = Buffer.from(png, 'base64');
  const density = pixelsPerMetre(bytes);
  if (density === undefined) return {};
  const onScreen = (pixels: number): number => Math.round((pixels * SCREEN_PIXELS_PER_METRE) / density);
  return { 'image/png': { width: onScreen(bytes.readUInt32BE(16)), height: onScreen(bytes.readUInt32BE(20)) } };
}

const SCREEN_PIXELS_PER_METRE = 72 / 0.0254;

/** The horizontal density in a PNG's pHYs chunk, where there is one. */
function pixelsPerMetre(png: Buffer): number | undefined {
  for (let at = 8; at + 8 < png.length; at += png.readUInt32BE(at) + 12) {
    const type = png.toString('latin1', at + 4, at + 8);
    if (type === 'pHYs') return png.readUInt32BE(at + 8);
    if (type === 'IDAT') return undefined;
  }
  return undefined;
}
