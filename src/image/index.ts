export { gaussianBlur, gaussianKernel } from './blur.js';
export { bytesFromUnit, unitFromBytes } from './bytes.js';
export {
  hsvFromRgb,
  labFromRgb,
  linearFromSrgb,
  linearOfByte,
  luma,
  lumaWeights,
  rgbFromHsv,
  rgbFromLab,
  srgbFromLinear,
} from './colour-space.js';
export { decodeColour, decodeColourImage, type ColourImage } from './decode.js';
export { decodePhotograph } from './decode-photograph.js';
export { encodeJpeg } from './jpeg.js';
export { throughJpeg } from './jpeg-loss/through-jpeg.js';
export {
  decodeMask,
  encodeMask,
  maskArea,
  maskBox,
  maskFromCounts,
  paintMask,
  type MaskBox,
  type RunLengthMask,
} from './mask.js';
export { maskIou, mergeMasks } from './mask-overlap.js';
export { maskFromPolygons } from './mask-polygons.js';
export { maskFromString, stringFromMask } from './mask-string.js';
export { resizeArea, resizeBilinear, resizeNearest, type RasterSize } from './resample.js';
export { resizeColours } from './resize-colours.js';
