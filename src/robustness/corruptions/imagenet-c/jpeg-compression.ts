import { bytesFromUnit, unitFromBytes } from '../../../image/bytes.js';
import { throughJpeg } from '../../../image/jpeg-loss/through-jpeg.js';
import type { Severity } from '../corruption.js';
import type { ColourFrame, Colours, ImageCorruption, Setting } from '../image-corruption.js';
import { imageNetC } from './source.js';

const values: readonly [Setting, Setting, Setting, Setting, Setting] = [[25], [18], [15], [10], [7]];

/** Saved as JPEG (4:2:0) at low quality and read again; fractions are rounded to bytes first. */
export const jpegCompression: ImageCorruption = {
  name: 'jpeg_compression',
  kind: 'digital',
  parameters: ['JPEG quality'],
  values,
  reference: imageNetC,
  needsDepth: false,
  async apply<C extends Colours>({ rgb, width, height }: ColourFrame<C>, severity: Severity): Promise<C> {
    const [quality] = values[severity - 1];
    if (rgb instanceof Uint8Array) return throughJpeg(rgb, width, height, quality) as C;
    return unitFromBytes(throughJpeg(bytesFromUnit(rgb), width, height, quality)) as C;
  },
};
