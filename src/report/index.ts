export { findingsMarkdown, findingsTable } from './findings-table.js';
export { reportPage } from './page/report-page.js';
export type { DrawnFigure } from './page/figures-section.js';
export { renderFigures, type FigureFiles, type RenderFiguresOptions } from './render-figures.js';
export { renderStudy, type RenderedStudy, type RenderStudyOptions } from './render-study.js';
export { writeReport } from './write-report.js';
