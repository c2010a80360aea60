import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { readPng, type PngImage } from '../../src/formats/png.js';
import { unitFromBytes } from '../../src/image/bytes.js';
import { presets, severities, type PresetName } from '../../src/robustness/corruptions/index.js';
import { KnownDraws } from './known-draws.js';
import { levelsMissed } from './levels-missed.js';

const folder = path.join('test', 'reference', 'corruptions');
const picture = (name: string): PngImage => readPng(fs.readFileSync(path.join(folder, `${name}.png`)));
const [scene, square] = [picture('scene'), picture('square')];

/** Levels by which a corruption may miss; none but rounding where nothing else is said. */
const tolerances: Record<string, number> = {
  // Bytes are cut off in between, where single and double precision may fall on different sides.
  glass_blur: 1,
  // Pillow rounds to bytes between rows and columns.
  pixelate: 1,
};

const compared: [PresetName, PngImage, string[]][] = [
  [
    'imagecorruptions',
    scene,
    [
      ...['defocus_blur', 'glass_blur', 'motion_blur', 'zoom_blur', 'snow', 'fog', 'brightness', 'contrast'],
      ...['elastic_transform', 'pixelate', 'jpeg_compression', 'gaussian_blur', 'spatter', 'saturate'],
    ],
  ],
  ['imagenet-c', square, ['motion_blur', 'zoom_blur', 'snow', 'elastic_transform']],
];

describe('corrupted images of the reference packages', () => {
  for (const [preset, image, names] of compared)
    for (const name of names)
      it(`${preset} ${name} is met at every severity`, async () => {
        const strip = picture(`${preset}-${name}`);
        for (const severity of severities) {
          const { width, height } = image;
          const rgb = unitFromBytes(image.values as Uint8Array);
          const values = await presets[preset][name].apply({ rgb, width, height }, severity, new KnownDraws());
          const missed = levelsMissed(values, image, strip, severity);
          assert.ok(missed <= (tolerances[name] ?? 0.02), `severity ${severity}: ${missed} levels`);
        }
      });
});
