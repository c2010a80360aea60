/**
 * The JPEG file of an image: sRGB bytes [height, width, 3] at `quality` 1..100, chroma halved along both axes (4:2:0) as
 * libjpeg and Pillow do by default.
 */
export async function encodeJpeg(rgb: Uint8Array, width: number, height: number, quality: number): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .jpeg({ quality, chromaSubsampling: '4:2:0' })
    .toBuffer();
}
