export { findingsMarkdown, findingsTable } from './findings-table.js';
export { galleryPage, type GalleryOptions } from './gallery-page.js';
export { renderStudy } from './render-study.js';
