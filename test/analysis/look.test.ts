import * as assert from 'node:assert/strict';
import type { Sample } from '../../data-loaders/sample.js';
import { lookAt } from '../../src/analysis/index.js';
import type { FeatureMap, FeatureSource } from '../../src/features/index.js';
import type { ColourImage } from '../../src/image/index.js';
import { probeTargets } from '../../src/probes/index.js';
import { seeded } from '../../src/support/random.js';
import { dataset } from './synthetic-dataset.js';

/** Features that are known: the colours of each cell, as they are or replaced by noise. */
function colourSource(name: string, of: (colours: Float32Array) => Float32Array): FeatureSource {
  const stage = { name: 'out', channels: 3, stride: 4 };
  return {
    name,
    stages: [stage],
    encoderEnd: 'out',
    output: 'out',
    extract: async (samples: readonly Sample[]): Promise<Record<string, FeatureMap>> => {
      const grid = { height: Math.ceil(samples[0].height / 4), width: Math.ceil(samples[0].width / 4), stride: 4 };
      const size = grid.height * grid.width * 3;
      const values = new Float32Array(samples.length * size);
      samples.forEach((sample, i) => values.set(of(probeTargets.rgb.values(sample, grid).values), i * size));
      return { out: { stage: 'out', count: samples.length, ...grid, channels: 3, values } };
    },
  };
}

/** Four quarters of red, green, blue and grey. */
function quarters(width: number, height: number): ColourImage & { name: string } {
  const colours = [[220, 40, 40], [40, 200, 60], [50, 60, 210], [128, 128, 128]]; // prettier-ignore
  const rgb = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    const [right, below] = [pixel % width >= width / 2, pixel >= (width * height) / 2];
    return colours[Number(right) + 2 * Number(below)][i % 3];
  });
  return { name: 'quarters.png', width, height, rgb };
}

describe('look at a photograph', () => {
  const noise = seeded('look');
  const sources = {
    colours: colourSource('colours', (colours) => colours),
    noise: colourSource('noise', (colours) => colours.map(() => noise.normal())),
  };

  it('reads out the colours that features hold, and none of noise', async () => {
    const { encoders, position, photograph, world } = await lookAt(quarters(400, 300), sources, dataset, { seed: 0 });
    const [colours, random] = encoders;
    assert.equal(world, 'synthetic');
    assert.ok(colours.colour.r2 > 0.999 && colours.colour.r2InWorld > 0.999, `${colours.colour.r2}`);
    assert.ok(random.colour.r2 < 0.1 && random.colour.r2InWorld < 0.1, `${random.colour.r2}`);
    assert.deepEqual(position.map.height, Math.ceil(photograph.height / 4));
    assert.ok(Math.abs(random.depth.likePosition) <= 1 && colours.principal.colours.channels === 3);
  });

  it('is made in the shape of the photograph, with as many pixels as the world has', async () => {
    const { photograph } = await lookAt(quarters(300, 900), { colours: sources.colours }, dataset, { seed: 0 });
    const { width, height } = await dataset.load(dataset.scenes[0].frames[0]);
    assert.ok(Math.abs(photograph.width / photograph.height - 1 / 3) < 0.04);
    assert.ok(Math.abs((photograph.width * photograph.height) / (width * height) - 1) < 0.1);
  });

  it('marks a place in each of four colours, and finds cells of other scenes that are most alike', async () => {
    const { places, photograph, encoders, frames } = await lookAt(quarters(400, 300), sources, dataset, { seed: 0 });
    const quarter = ([u, v]: readonly [number, number]): number =>
      Number(u > photograph.width / 2) + 2 * Number(v > photograph.height / 2);
    assert.deepEqual(places.map(quarter).sort(), [0, 1, 2, 3]);
    for (const found of encoders[0].nearest) {
      assert.equal(new Set(found.map(({ image }) => frames[image].scene)).size, 3);
      assert.ok(found[0].similarity >= found[2].similarity && found[0].similarity > 0.9, `${found[0].similarity}`);
    }
  });

  it('takes places in the pixels of the photograph', async () => {
    const options = { seed: 0, places: [[0, 0], [399, 299]] as const, neighbours: 1 }; // prettier-ignore
    const { places, photograph, encoders } = await lookAt(quarters(400, 300), { colours: sources.colours }, dataset, options); // prettier-ignore
    assert.ok(places[0][0] < 1 && places[1][0] > photograph.width - 1 && places[1][1] > photograph.height - 1);
    assert.deepEqual(encoders[0].nearest.map((found) => found.length), [1, 1]); // prettier-ignore
  });

  it('says what cannot be looked at', async () => {
    const refused = (image: ColourImage & { name: string }, options: object, message: RegExp): Promise<void> =>
      assert.rejects(lookAt(image, sources, dataset, { seed: 0, ...options }), message);
    await refused(quarters(400, 40), {}, /quarters\.png has 400×40 pixels: cut out a part/);
    await refused(quarters(40, 30), { places: [[40, 0]] }, /40,0 lies outside quarters\.png.*40×30/);
    await refused(quarters(40, 30), { stage: 's9' }, /Unknown stage s9: colours has out/);
    await assert.rejects(lookAt(quarters(40, 30), {}, dataset, { seed: 0 }), /no encoder to look with/);
    const grey = { ...quarters(40, 30), rgb: new Uint8Array(40 * 30 * 3).fill(90) };
    const { encoders } = await lookAt(grey, { colours: sources.colours }, dataset, { seed: 0 });
    assert.ok(Number.isNaN(encoders[0].colour.r2));
  });
});
