import { encodeMask, type MaskBox, type RasterSize, type RunLengthMask } from '../../image/index.js';

/** The mask of the pixels whose centres lie in a box. */
export function maskOfBox(box: MaskBox, { width, height }: RasterSize): RunLengthMask {
  const isWithin = (centre: number, begin: number, length: number): boolean =>
    centre > begin && centre < begin + length;
  const raster = new Uint8Array(width * height);
  for (let v = 0; v < height; v++)
    for (let u = 0; u < width; u++)
      if (isWithin(u + 0.5, box.x, box.width) && isWithin(v + 0.5, box.y, box.height)) raster[v * width + u] = 1;
  return encodeMask(raster, { width, height });
}
