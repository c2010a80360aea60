import { JSDOM } from 'jsdom';
import * as assert from 'node:assert/strict';
import { layoutText } from '../../src/plot/text-layout.js';
import { Typeface } from '../../src/plot/typeface.js';
import { assertAllClose } from '../support/assert-all-close.js';

describe('layoutText', () => {
  let typeface: Typeface;
  before(async () => {
    typeface = await Typeface.load();
  });

  function parse(markup: string): Element {
    const { window } = new JSDOM(`<svg xmlns="http://www.w3.org/2000/svg">${markup}</svg>`);
    return window.document.querySelector('text')!;
  }

  it('places a text at its x and y with its own style', () => {
    const [run] = layoutText(
      parse('<text x="10" y="20" style="font-size: 16px; font-weight: bold; fill: rgb(1,2,3)">ab</text>'),
      typeface,
    );
    assert.deepEqual(run, {
      text: 'ab',
      x: 10,
      y: 20,
      width: typeface.width('ab', 16, 600),
      size: 16,
      weight: 600,
      fill: 'rgb(1,2,3)',
      fillOpacity: '1',
    });
  });

  it('anchors every line by its own width', () => {
    const lines = '<tspan x="100" dy="0em">short</tspan><tspan x="100" dy="1.3em">a longer line</tspan>';
    for (const [anchor, share] of [
      ['start', 0],
      ['middle', 0.5],
      ['end', 1],
    ] as const) {
      const runs = layoutText(parse(`<text font-size="10" text-anchor="${anchor}" y="5">${lines}</text>`), typeface);
      assertAllClose(
        runs.map((run) => run.x + share * run.width),
        [100, 100],
      );
      assertAllClose(
        runs.map((run) => run.y),
        [5, 18],
      );
    }
  });

  it('sets nested spans one after another and raises superscripts by their own em', () => {
    const runs = layoutText(
      parse('<text x="0" y="0" font-size="10">R<tspan style="font-size:70%" dy="-0.6em">2</tspan></text>'),
      typeface,
    );
    assert.equal(runs[1].size, 7);
    assertAllClose([runs[1].x, runs[1].y], [typeface.width('R', 10), -4.2]);
  });

  it('inherits from groups and ignores zero-width blanks', () => {
    const [run, ...rest] = layoutText(parse('<g font-size="8" fill="#123456"><text>x\u200b</text></g>'), typeface);
    assert.deepEqual([run.text, run.size, run.fill, rest.length], ['x', 8, '#123456', 0]);
  });
});
