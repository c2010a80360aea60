import { JSDOM } from 'jsdom';
import { multiplyAffine, parseTransform } from '../../src/plot/affine.js';
import { transformBounds, unionBounds, type Bounds } from '../../src/plot/bounds.js';
import { frameInSvg } from '../../src/plot/svg-bounds.js';
import { Typeface } from '../../src/plot/typeface.js';

export interface TextBox extends Bounds {
  text: string;
  /** Neither upright nor lying on its side: the box is larger than the text. */
  slanted: boolean;
}

/** Where each text of an SVG with outlined text stands, in pixels; from the height of capitals to a short descender. */
export async function textBoxes(svg: string): Promise<TextBox[]> {
  const typeface = await Typeface.load();
  const { window } = new JSDOM(svg, { contentType: 'image/svg+xml' });
  return [...window.document.querySelectorAll('[aria-label]')].flatMap((text) => {
    const frame = frameInSvg(text);
    const slanted = Math.min(Math.abs(frame[0]), Math.abs(frame[1])) > 1e-6;
    let bounds: Bounds | null = null;
    for (const run of text.children) {
      const last = run.lastElementChild;
      if (!last) continue;
      const [, weight, code] = /#g(\d+)-([0-9a-f]+)/.exec(last.getAttribute('href')!)!;
      const { advance } = typeface.glyph(String.fromCodePoint(parseInt(code, 16)), weight === '600' ? 600 : 400);
      const units = { left: 0, right: Number(last.getAttribute('x') ?? 0) + advance, top: 1450, bottom: -300 };
      const placed = transformBounds(units, multiplyAffine(frame, parseTransform(run.getAttribute('transform'))));
      bounds = unionBounds(bounds, placed);
    }
    return bounds ? [{ ...bounds, text: text.getAttribute('aria-label')!, slanted }] : [];
  });
}
