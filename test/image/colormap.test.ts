import * as assert from 'node:assert/strict';
import { colormaps, colourise } from '../../src/image/colormap.js';

describe('colourise', () => {
  it('gives the first and last control point to the ends and clamps what lies beyond', () => {
    const rgb = colourise([1, 5, 0, 99], { low: 1, high: 5 });
    assert.deepEqual([...rgb], [0x44, 0x01, 0x54, 0xfd, 0xe7, 0x25, 0x44, 0x01, 0x54, 0xfd, 0xe7, 0x25]);
  });

  it('interpolates between neighbouring control points', () => {
    const points = ['#000000', '#0a1464'];
    const rgb = colourise([0.5], { low: 0, high: 1, colormap: { name: 'test', reference: '', points } });
    assert.deepEqual([...rgb], [5, 10, 50]);
  });

  it('hits each control point of every map', () => {
    for (const colormap of Object.values(colormaps)) {
      const last = colormap.points.length - 1;
      colormap.points.forEach((point, i) => {
        const rgb = colourise([i / last], { low: 0, high: 1, colormap });
        const hex = [...rgb].map((byte) => byte.toString(16).padStart(2, '0')).join('');
        assert.equal(`#${hex}`, point, `${colormap.name} at ${i}`);
      });
    }
  });

  it('paints missing values in their own colour', () => {
    const rgb = colourise([NaN, 0, 1], { low: 0, high: 1, missing: [1, 2, 3], isMissing: (value) => value === 0 });
    assert.deepEqual([...rgb.slice(0, 6)], [1, 2, 3, 1, 2, 3]);
    assert.notDeepEqual([...rgb.slice(6)], [1, 2, 3]);
  });

  it('refuses an empty range', () => {
    assert.throws(() => colourise([1], { low: 2, high: 2 }), /low is 2 and high is 2/);
  });
});

describe('viridis', () => {
  it('grows lighter from end to end, so that order survives without colour', () => {
    const rgb = colourise(
      Array.from({ length: 65 }, (_, i) => i / 64),
      { low: 0, high: 1 },
    );
    const light = Array.from(
      { length: 65 },
      (_, i) => 0.2126 * rgb[3 * i] + 0.7152 * rgb[3 * i + 1] + 0.0722 * rgb[3 * i + 2],
    );
    for (let i = 1; i < light.length; i++) assert.ok(light[i] > light[i - 1], `step ${i}`);
  });
});
