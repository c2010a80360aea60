export type { Figure, FigureSize, Layout, Trace } from './figure.js';
export { figureCsv } from './figure-csv.js';
export { figureNumbers, type FigureNumber, type NumbersMeta, type PlottedNumber } from './figure-numbers.js';
export { escapeHtml } from './escape-html.js';
export { figurePage, fontFaces } from './figure-page.js';
export { decimalsFor, formatInterval, formatNumber } from './number-format.js';
export {
  ink,
  orderVariations,
  sequentialScale,
  variationStyle,
  verdictColours,
  withOpacity,
  type VariationStyle,
} from './palette.js';
export { panelGrid, panelNote, panelTitle, type Panel, type PanelGrid, type PanelGridOptions } from './panel-grid.js';
export {
  figureFormats,
  renderFigure,
  type FigureFormat,
  type RenderedFigure,
  type RenderFigureOptions,
} from './render-figure.js';
export { renderPdf } from './render-pdf.js';
export { renderPng } from './render-png.js';
export { renderSvg } from './render-svg.js';
export {
  colouredText,
  columnWidthPoints,
  figureWidth,
  figureWidths,
  fontFamily,
  fontSizes,
  houseAxis,
  houseLayout,
  plainText,
  quietText,
  wrapText,
} from './style.js';
export { inTheme, themes, type Theme } from './theme.js';
