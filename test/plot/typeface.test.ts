import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import * as assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { Typeface } from '../../src/plot/typeface.js';
import { assertAllClose } from '../support/assert-all-close.js';

describe('Typeface', () => {
  let typeface: Typeface;
  before(async () => {
    typeface = await Typeface.load();
  });

  it('measures letter by letter as Skia does', () => {
    const file = 'open-sans-latin-400-normal.woff';
    GlobalFonts.registerFromPath(
      createRequire(import.meta.url).resolve(`@fontsource/open-sans/files/${file}`),
      'reference',
    );
    const context = createCanvas(8, 8).getContext('2d');
    context.font = '100px reference';
    for (const text of ['A', 'AVATAR To', 'difference in margins, right is as claimed', '−0.12 [±3]', '']) {
      // Skia kerns whole words; a letter alone has nothing to be kerned against. Its widths come rounded to 1/100 px.
      const expected = [...text].reduce((sum, letter) => sum + context.measureText(letter).width, 0);
      assertAllClose([typeface.width(text, 100)], [expected], { atol: 0.006 * text.length, label: text });
    }
  });

  it('is linear in size and additive over characters', () => {
    const [whole, parts] = [typeface.width('R² of δ₁', 13), typeface.width('R² of', 13) + typeface.width(' δ₁', 13)];
    assertAllClose([whole, typeface.width('R² of δ₁', 26)], [parts, 2 * whole]);
  });

  it('has heavier letters wider', () => {
    assert.ok(typeface.width('verdict', 13, 600) > typeface.width('verdict', 13, 400));
  });

  it('knows the signs that figures use, each with an outline of its own', () => {
    const signs = [...'²±−′·–≥≤≈×δΔκλ₁₂₃é%*°…'];
    const outlines = signs.map((sign) => typeface.glyph(sign, 400).outline);
    const missing = typeface.glyph('\u{1f600}', 400).outline;
    assert.equal(new Set(outlines).size, signs.length);
    assert.ok(outlines.every((outline) => outline !== missing && outline.startsWith('M')));
  });

  it('draws a hollow box for what it lacks, and nothing for a blank', () => {
    assert.notEqual(typeface.glyph('\u{1f600}', 400).outline, '');
    assert.equal(typeface.glyph(' ', 400).outline, '');
    assert.ok(typeface.glyph(' ', 400).advance > 0);
  });

  it('writes outlines whose numbers are apart', () => {
    // opentype.js 2.0.0 joins `599` and `0` of the letter a.
    const numbers = typeface
      .glyph('a', 400)
      .outline.match(/-?\d+(\.\d+)?/g)!
      .map(Number);
    assert.ok(Math.max(...numbers.map(Math.abs)) < 2048);
  });
});
