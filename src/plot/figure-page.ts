import type { Figure } from './figure.js';
import { escapeHtml, scriptJson } from './escape-html.js';

/** Files that pages need beside them; {@link renderFigure} copies them there. */
export const pageFiles = {
  plotly: 'plotly.min.js',
  regular: 'open-sans-400.woff2',
  semibold: 'open-sans-600.woff2',
} as const;

/** CSS of the typeface, for pages beside the files of {@link pageFiles}. */
export function fontFaces(folder = ''): string {
  const face = (weight: number, file: string): string =>
    `@font-face{font-family:"Open Sans";font-weight:${weight};src:url("${folder}${file}") format("woff2")}`;
  return face(400, pageFiles.regular) + face(600, pageFiles.semibold);
}

/**
 * A page that shows one figure interactively and asks nothing of the network: Plotly and the typeface lie beside it.
 * Without scripts it shows the figure's SVG.
 */
export function figurePage(figure: Figure): string {
  const { name, title, caption, data, layout } = figure;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>
${fontFaces()}
body{margin:24px auto;max-width:${layout.width}px;padding:0 12px;font:15px/1.5 "Open Sans",sans-serif;color:#1f2328;background:#fff}
#figure{overflow-x:auto}
#figure image{image-rendering:pixelated}
</style>
<div id="figure"><noscript><img src="${escapeHtml(name)}.svg" alt="${escapeHtml(title)}"></noscript></div>
<p>${escapeHtml(caption)}</p>
<script src="${pageFiles.plotly}"></script>
<script>
const figure = ${scriptJson({ data, layout })};
// Text is measured once, so the typeface has to be there first.
Promise.all([400, 600].map((weight) => document.fonts.load(weight + ' 13px "Open Sans"'))).finally(() =>
  Plotly.newPlot('figure', figure.data, figure.layout, { displaylogo: false }));
</script>
</html>
`;
}
