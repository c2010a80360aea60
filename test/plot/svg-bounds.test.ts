import { JSDOM } from 'jsdom';
import * as assert from 'node:assert/strict';
import { frameInSvg, svgBounds } from '../../src/plot/svg-bounds.js';
import { Typeface } from '../../src/plot/typeface.js';
import { assertAllClose } from '../support/assert-all-close.js';

describe('svgBounds', () => {
  let typeface: Typeface;
  before(async () => {
    typeface = await Typeface.load();
  });

  function parse(markup: string, selector = 'g'): Element {
    const { window } = new JSDOM(`<svg xmlns="http://www.w3.org/2000/svg">${markup}</svg>`);
    return window.document.querySelector(selector)!;
  }

  it('unites the shapes of a group, each in its transform', () => {
    const group = parse(
      '<g><rect x="0" y="0" width="4" height="2"/><circle cx="0" cy="0" r="1" transform="translate(10,10)"/><path d="M0,0L-3,1"/></g>',
    );
    assert.deepEqual(svgBounds(group, typeface), { left: -3, top: 0, right: 11, bottom: 11 });
  });

  it('leaves out definitions and is null for nothing', () => {
    assert.equal(svgBounds(parse('<g><defs><rect width="9" height="9"/></defs></g>'), typeface), null);
  });

  it('spans a text from ascent to descent, in whole pixels as Chromium does', () => {
    const text = parse('<text x="5" y="50" font-size="20">Hello</text>', 'text');
    const bounds = svgBounds(text, typeface)!;
    assertAllClose(
      [bounds.left, bounds.right, bounds.top, bounds.bottom],
      [5, 5 + typeface.width('Hello', 20), 50 - 21, 50 + 6],
    );
  });

  it('follows transforms out to the picture', () => {
    const rect = parse(
      '<g transform="translate(5,5)"><g transform="scale(2)"><rect width="1" height="1"/></g></g>',
      'rect',
    );
    assert.deepEqual(svgBounds(rect, typeface, frameInSvg(rect)), { left: 5, top: 5, right: 7, bottom: 7 });
  });
});
