import { resizeNearest } from '../image/resample.js';
import { resizeColours } from '../image/resize-colours.js';
import type { Raster } from './rasters.js';

/** Where a picture goes, in pixels of the screen. */
export interface Frame {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface FramedPicture extends Frame {
  raster: Raster;
}

export interface CompositeOptions {
  /** Image pixels per screen pixel. */
  density: number;
  /** At most 256 colours: of pictures with lines across them, which no filter makes small, a third of the bytes. */
  fewColours?: boolean;
}

/**
 * Pictures on white with a drawing (the content of an SVG in pixels of the screen) above them, as PNG with `density` image pixels
 * per screen pixel, which the file states. Small pictures are enlarged without blur, large ones reduced by area.
 */
export async function compositePng(
  pictures: readonly FramedPicture[],
  drawing: string,
  { width, height }: { width: number; height: number },
  { density, fewColours = false }: CompositeOptions,
): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  const scaled = (length: number): number => Math.round(length * density);
  const placed = pictures.map(({ raster, ...frame }) => {
    const size = { width: scaled(frame.width), height: scaled(frame.height) };
    const resize = size.width < raster.width ? resizeColours(raster.rgb, raster, size) : resizeNearest(raster.rgb, raster, size, 3); // prettier-ignore
    return { input: Buffer.from(resize), raw: { ...size, channels: 3 as const }, left: scaled(frame.x), top: scaled(frame.y) }; // prettier-ignore
  });
  const size = { width: scaled(width), height: scaled(height) };
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="0 0 ${width} ${height}">${drawing}</svg>`;
  return sharp({ create: { ...size, channels: 3, background: '#ffffff' } })
    .composite([...placed, { input: Buffer.from(svg) }])
    .withMetadata({ density: 72 * density })
    .png({ compressionLevel: 9, adaptiveFiltering: true, ...(fewColours && { palette: true, dither: 0, effort: 10 }) })
    .toBuffer();
}
