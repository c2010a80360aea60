export { imagesEntry } from './entry.js';
export { images } from './images.js';
export { imagesOptions, type ImagesOptions } from './options.js';
