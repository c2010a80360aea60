import type { SKRSContext2D } from '@napi-rs/canvas';
import { drawSvg } from './draw-svg.js';
import { plotlyWindow } from './plotly-window.js';

/**
 * A SVG of {@link renderSvg} as a PDF of one page: paths stay paths, pictures keep their pixels, and nothing tells the
 * time, so that the same figure gives the same bytes.
 *
 * @param width of the page in points, which PDF rounds to whole ones; three quarters of the figure's pixels when omitted, as browsers print it.
 */
export async function renderPdf(svg: string, width?: number): Promise<Uint8Array> {
  const [{ window, typeface }, { PDFDocument }] = await Promise.all([plotlyWindow(), import('@napi-rs/canvas')]);
  const root = new window.DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
  const [pixelsAcross, pixelsDown] = ['width', 'height'].map((name) => Number(root.getAttribute(name)));
  const scale = (width ?? 0.75 * pixelsAcross) / pixelsAcross;
  const document = new PDFDocument({ title: root.getElementsByTagName('title')[0]?.textContent ?? '' });
  // A page is drawn on as a canvas is; its type names less.
  const page = document.beginPage(pixelsAcross * scale, pixelsDown * scale) as SKRSContext2D;
  page.scale(scale, scale);
  await drawSvg(root, page, typeface);
  document.endPage();
  return document.close();
}
