import * as assert from 'node:assert/strict';
import { labFromRgb, linearFromSrgb, srgbFromLinear } from '../../src/image/index.js';
import { darkColours } from '../../src/plot/dark-colours.js';
import { ink, variationStyle, verdictColours } from '../../src/plot/palette.js';
import { recolour } from '../../src/plot/recolour.js';
import { inTheme } from '../../src/plot/theme.js';

const four = ['none', 'cross-view', 'cross-modal', 'cross-view+cross-modal'];
const eight = [...four, 'a', 'b', 'c', 'd'];
const styles = eight.map((name) => variationStyle(name, eight));
const grounds = [ink.paper, darkColours[ink.paper]];

function bytes(colour: string): number[] {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}

/** Contrast of two colours by WCAG 2.2, 1 to 21. */
function contrast(a: string, b: string): number {
  const [dark, light] = [a, b]
    .map((colour) => bytes(colour).map((byte) => linearFromSrgb(byte / 255)))
    .map(([red, green, blue]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue)
    .sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/** Linear-light matrix of Machado, Oliveira & Fernandes 2009 for full deuteranopia, the most frequent. */
const deuteranopia = [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]; // prettier-ignore

function seen(colour: string): Float32Array {
  const light = bytes(colour).map((byte) => linearFromSrgb(byte / 255));
  const mixed = deuteranopia.map((row) => row.reduce((sum, weight, i) => sum + weight * light[i], 0));
  return labFromRgb(Uint8Array.from(mixed, (x) => Math.round(255 * srgbFromLinear(Math.min(1, Math.max(0, x))))));
}

function assertApart(colours: readonly string[]): void {
  colours.forEach((a, i) => {
    for (const b of colours.slice(i + 1)) {
      const [first, second] = [seen(a), seen(b)];
      const difference = Math.hypot(...first.map((value, at) => value - second[at]));
      assert.ok(difference > 11, `${a} and ${b} differ by ${difference.toFixed(1)}`);
    }
  });
}

describe('themes', () => {
  const inBoth = (colours: readonly string[]): string[][] => [
    [...colours],
    colours.map((colour) => darkColours[colour]),
  ];

  it('let letters be read: contrast of 4.5 and more', () => {
    const letters = [
      ink.text,
      ink.soft,
      ...styles.map(({ textColour }) => textColour),
      ...Object.values(verdictColours),
    ];
    inBoth(letters).forEach((colours, t) => {
      for (const colour of colours) assert.ok(contrast(colour, grounds[t]) >= 4.5, `${colour} on ${grounds[t]}`);
    });
  });

  it('let lines and marks of the four variations be seen: contrast of 3 and more', () => {
    inBoth(styles.slice(0, 4).map(({ colour }) => colour)).forEach((colours, t) => {
      for (const colour of colours) assert.ok(contrast(colour, grounds[t]) >= 3, `${colour} on ${grounds[t]}`);
    });
  });

  it('keep variations apart, and verdicts, with red-green blindness too', () => {
    for (const colours of inBoth(styles.slice(0, 4).map(({ colour }) => colour))) assertApart(colours);
    for (const colours of inBoth(Object.values(verdictColours))) assertApart(colours);
  });

  it('exchange colours in traces, axes and markup, and leave others and pictures', () => {
    const figure = {
      name: 'x',
      title: 'about #ffffff',
      caption: '',
      data: [{ type: 'bar', marker: { color: ['#0072b2', '#123456'] }, fillcolor: 'rgba(0,114,178,0.14)' }],
      layout: {
        width: 1,
        height: 1,
        paper_bgcolor: '#ffffff',
        title: { text: '<span style="color:#d55e00">#d55e00a</span>' },
        images: [{ source: 'data:image/png;base64,#ffffff' }],
      },
    };
    const dark = inTheme(figure, 'dark');
    assert.deepEqual(dark.data, [
      { type: 'bar', marker: { color: ['#3f9ce8', '#123456'] }, fillcolor: 'rgba(63,156,232,0.14)' },
    ]);
    assert.deepEqual(dark.layout, {
      width: 1,
      height: 1,
      paper_bgcolor: '#0d1117',
      title: { text: '<span style="color:#f58b3d">#d55e00a</span>' },
      images: [{ source: 'data:image/png;base64,#ffffff' }],
    });
    assert.equal(dark.title, figure.title);
    assert.equal(inTheme(figure, 'light'), figure);
  });

  it('can be taken to a page as text', () => {
    const alone = new Function(`${recolour.toString()}; return recolour;`)() as typeof recolour;
    const value = { a: ['#ffffff', null, 3], b: 'rgba(255,255,255,0.5)' };
    assert.deepEqual(alone(value, darkColours), recolour(value, darkColours));
  });
});
