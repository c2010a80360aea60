/**
 * Rasterises an SVG of {@link renderSvg} as PNG.
 *
 * @param scale pixels of the picture per pixel of the figure; 2 is sharp on dense screens and in print at column width.
 */
export async function renderPng(svg: string, scale = 2): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  return sharp(Buffer.from(svg), { density: 72 * scale })
    .flatten({ background: '#ffffff' })
    .png({ compressionLevel: 9, palette: false })
    .toBuffer();
}
