import * as assert from 'node:assert/strict';
import { dark, light } from '../../src/report/page/colours.js';

/** Relative luminance of `#rrggbb` (WCAG 2.2). */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const share = parseInt(colour.slice(i, i + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [lighter, darker] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (lighter + 0.05) / (darker + 0.05);
}

describe('colours of the page', () => {
  it('are measured as the standard says', () => {
    assert.equal(contrast('#000000', '#ffffff'), 21);
    assert.ok(Math.abs(contrast('#767676', '#ffffff') - 4.54) < 0.01);
  });

  for (const [name, theme] of Object.entries({ light, dark })) {
    it(`give text enough contrast on ${name} paper (WCAG AA: 4.5)`, () => {
      const texts = { ink: theme.ink, soft: theme.soft, link: theme.link, ...theme.verdicts };
      for (const [use, colour] of Object.entries(texts))
        for (const ground of [theme.paper, theme.raised])
          if (ground === theme.paper || !(use in theme.verdicts))
            assert.ok(contrast(colour, ground) >= 4.5, `${use} ${colour} on ${ground}: ${contrast(colour, ground)}`);
    });

    it(`set off what can be used on ${name} paper (WCAG AA: 3)`, () => {
      for (const colour of [theme.edge, theme.link])
        for (const ground of [theme.paper, theme.raised])
          assert.ok(contrast(colour, ground) >= 3, `${colour} on ${ground}`);
    });

    it(`set off marks from the bands behind them on ${name} paper`, () => {
      for (const colour of Object.values(theme.verdicts)) assert.ok(contrast(colour, theme.band) >= 3, colour);
    });
  }
});
