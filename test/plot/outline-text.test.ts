import { JSDOM } from 'jsdom';
import * as assert from 'node:assert/strict';
import { outlineText } from '../../src/plot/outline-text.js';
import { Typeface } from '../../src/plot/typeface.js';

describe('outlineText', () => {
  let typeface: Typeface;
  before(async () => {
    typeface = await Typeface.load();
  });

  function outlined(markup: string): Element {
    const { window } = new JSDOM(`<svg xmlns="http://www.w3.org/2000/svg">${markup}</svg>`);
    const svg = window.document.querySelector('svg')!;
    outlineText(svg, typeface);
    return svg;
  }

  it('leaves no text behind, only glyphs, each stored once', () => {
    const svg = outlined('<text x="0" y="10">abba</text><text x="0" y="30">ab</text>');
    assert.equal(svg.querySelectorAll('text').length, 0);
    assert.equal(svg.querySelectorAll('use').length, 6);
    assert.deepEqual(
      [...svg.querySelectorAll('defs path')].map((path) => path.id),
      ['g400-61', 'g400-62'],
    );
  });

  it('says in a label what the text said, lines joined by a blank', () => {
    const svg = outlined(
      '<text><tspan x="0" dy="0em">two <tspan>R²</tspan></tspan><tspan x="0" dy="1.3em">lines</tspan></text>',
    );
    assert.equal(svg.querySelector('[aria-label]')!.getAttribute('aria-label'), 'two R² lines');
  });

  it('keeps transform, colour and opacity', () => {
    const svg = outlined('<text transform="rotate(-90)" style="fill:#f00;fill-opacity:0.5;opacity:0.25">x</text>');
    const group = svg.querySelector('[aria-label]')!;
    assert.deepEqual([group.getAttribute('transform'), group.getAttribute('opacity')], ['rotate(-90)', '0.25']);
    const run = group.querySelector('g')!;
    assert.deepEqual([run.getAttribute('fill'), run.getAttribute('fill-opacity')], ['#f00', '0.5']);
  });
});
