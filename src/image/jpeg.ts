/**
 * The JPEG file of an image: sRGB bytes [height, width, 3] at `quality` 1..100, chroma halved along both axes (4:2:0) as
 * libjpeg and Pillow do by default.
 */
export async function encodeJpeg(rgb: Uint8Array, width: number, height: number, quality: number): Promise<Uint8Array> {
  return encode(rgb, width, height, quality, true);
}

/** @param compact whether a second pass finds the shortest codes, which changes the file's length but no pixel */
async function encode(
  rgb: Uint8Array,
  width: number,
  height: number,
  quality: number,
  compact: boolean,
): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .jpeg({ quality, chromaSubsampling: '4:2:0', optimiseCoding: compact })
    .toBuffer();
}

/** The image after being saved as JPEG at `quality` 1..100 and read again; sRGB bytes [height, width, 3]. */
export async function throughJpeg(
  rgb: Uint8Array,
  width: number,
  height: number,
  quality: number,
): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  const file = await encode(rgb, width, height, quality, false);
  const decoded = await sharp(file).removeAlpha().raw().toBuffer();
  return new Uint8Array(decoded.buffer, decoded.byteOffset, decoded.byteLength);
}
