import type { Figure } from './figure.js';
import { darkColours } from './dark-colours.js';
import { escapeHtml, scriptJson } from './escape-html.js';
import { ink } from './palette.js';
import { recolour } from './recolour.js';

/** The Plotly bundle that pages load; {@link renderFigure} copies it beside them. */
export const pagePlotly = 'plotly.min.js';

/** Fonts that pages load, copied beside them too; where two have a character, the later one is taken. */
export const pageFonts = [400, 600].flatMap((weight) =>
  ['math', 'latin'].map((subset) => ({ weight, file: `open-sans-${subset}-${weight}-normal.woff2` })),
);

/** CSS of the typeface, for pages beside the folder in which `pageFonts` lie. */
export function fontFaces(folder = ''): string {
  return pageFonts
    .map(
      ({ weight, file }) =>
        `@font-face{font-family:"Open Sans";font-weight:${weight};src:url("${folder}${file}") format("woff2")}`,
    )
    .join('\n');
}

/**
 * A page that shows one figure interactively and asks nothing of the network: Plotly and the typeface lie beside it.
 * It is light or dark as its reader has it. Without scripts it shows the figure's SVG.
 */
export function figurePage(figure: Figure): string {
  const { name, title, caption, data, layout } = figure;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<meta name="color-scheme" content="light dark">
<style>
${fontFaces()}
:root{--paper:${ink.paper};--text:${ink.text}}
@media (prefers-color-scheme:dark){:root{--paper:${darkColours[ink.paper]};--text:${darkColours[ink.text]}}}
body{margin:24px auto;max-width:${layout.width}px;padding:0 12px;font:15px/1.5 "Open Sans",sans-serif;color:var(--text);background:var(--paper)}
#figure{overflow-x:auto}
#figure image{image-rendering:pixelated}
</style>
<div id="figure"><noscript><img src="${escapeHtml(name)}.svg" alt="${escapeHtml(title)}"></noscript></div>
<p>${escapeHtml(caption)}</p>
<script src="${pagePlotly}"></script>
<script>
const figure = ${scriptJson({ data, layout })};
const darkColours = ${scriptJson(darkColours)};
${recolour.toString()}
const dark = matchMedia('(prefers-color-scheme: dark)');
const draw = () => {
  const { data, layout } = recolour(figure, dark.matches ? darkColours : {});
  return Plotly.react('figure', data, layout, { displaylogo: false });
};
// Text is measured once, so the typeface has to be there first.
Promise.all([400, 600].map((weight) => document.fonts.load(weight + ' 13px "Open Sans"', 'aδ'))).finally(draw);
dark.addEventListener('change', draw);
</script>
</html>
`;
}
