export type { Figure, Layout, Trace } from './figure.js';
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
export { renderFigure, type RenderedFigure } from './render-figure.js';
export { renderPng } from './render-png.js';
export { renderSvg } from './render-svg.js';
export {
  colouredText,
  figureWidth,
  fontFamily,
  fontSizes,
  houseAxis,
  houseLayout,
  plainText,
  quietText,
} from './style.js';
