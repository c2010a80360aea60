import * as assert from 'node:assert/strict';
import type { Sample } from '../../data-loaders/sample.js';
import { confounds, monomials } from '../../src/probes/confounds.js';
import { allProbeTargets, probeTargets } from '../../src/probes/probe-targets.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { height, syntheticSample, width } from './synthetic.js';

const grid = { height: height / 8, width: width / 8, stride: 8 };
const base = syntheticSample('targets', 0, 'train');

/** One surface all over the image, its grey level a function of the pixel. */
function painted(grey: (u: number, v: number) => number): Sample {
  const bytes = new Uint8Array(width * height * 3);
  for (let v = 0; v < height; v++)
    for (let u = 0; u < width; u++) bytes.fill(Math.round(grey(u, v)), 3 * (v * width + u), 3 * (v * width + u) + 3);
  return { ...base, rgb: bytes, albedo: bytes, instances: new Uint16Array(width * height).fill(1) };
}

/** An inner cell, whose window lies in the image. */
const cell = 1 * grid.width + 2;

/** The same with an object that the border does not cut. */
const withObject: Sample = {
  ...base,
  instances: base.instances!.map((instance, pixel) => {
    const [u, v] = [pixel % width, Math.floor(pixel / width)];
    return u >= 16 && u < 32 && v >= 8 && v < 24 ? 7 : instance;
  }),
};

describe('probe targets', () => {
  it('each is registered under its name, with a metric of its kind first', () => {
    for (const [name, target] of Object.entries(allProbeTargets)) {
      assert.equal(target.name, name);
      const ofClasses = target.balanced ? 'accuracy' : 'overallAccuracy';
      const ofValues = name === 'depth-scale-invariant' ? 'delta1ScaleShift' : 'r2';
      assert.equal(target.metrics[0], target.kind === 'classification' ? ofClasses : ofValues);
      const { values, mask } = target.values(withObject, grid);
      assert.equal(mask.length, grid.height * grid.width);
      assert.equal(values.length, mask.length * target.width);
      assert.ok(mask.includes(1), name);
      assert.ok(values.every(Number.isFinite), name);
    }
  });

  it('chroma is the a* and b* of Lab: 0 for greys, known for red; albedo does not see the light', () => {
    const grey = painted(() => 130);
    assertAllClose(probeTargets.chroma.values(grey, grid).values.subarray(0, 2), [0, 0], { atol: 1e-4 });
    const red = { ...grey, rgb: grey.rgb.map((_, i) => (i % 3 === 0 ? 255 : 0)) };
    assertAllClose(probeTargets.chroma.values(red, grid).values.subarray(0, 2), [80.09, 67.2], { atol: 0.05 });
    assertAllClose(probeTargets.albedo.values(red, grid).values.subarray(0, 2), [0, 0], { atol: 1e-4 });
    assertAllClose(probeTargets.rgb.values(red, grid).values.subarray(0, 3), [1, 0, 0]);
  });

  it('depth is the mean logarithm of measured metres; within the image its mean is 0', () => {
    const depth = new Float32Array(width * height).map((_, pixel) => (pixel % width < 16 ? Math.E : 1));
    depth.fill(0, 0, width * 4);
    const sample = { ...base, depth };
    const { values, mask } = probeTargets.depth.values(sample, grid);
    assertAllClose([values[0], values[2], values[grid.width]], [1, 0, 1], { atol: 1e-6 });
    assert.ok(
      mask.every((known) => known === 1),
      'half of the pixels measured is enough',
    );
    const within = probeTargets['depth-within-image'].values(sample, grid).values;
    assertAllClose([within.reduce((a, b) => a + b, 0)], [0], { atol: 1e-4 });
    assertAllClose([within[0] - within[2]], [1], { rtol: 1e-5 });
    const blind = probeTargets['depth-within-image'].values({ ...sample, depth: new Float32Array(depth.length) }, grid);
    assert.ok(blind.mask.every((known) => known === 0) && blind.values.every(Number.isFinite));
    const farAway = { ...sample, depth: depth.map((metres) => metres || Infinity) };
    assert.deepEqual(probeTargets.depth.values(farAway, grid), { values, mask });
  });

  it('normals are unit vectors, unknown where they cancel', () => {
    const normals = new Float32Array(width * height * 3);
    for (let pixel = 0; pixel < width * height; pixel++) {
      const u = pixel % width;
      normals.set(u < 8 ? [u % 2 ? 0.6 : -0.6, 0, -0.8] : [u % 2 ? 1 : -1, 0, 0], 3 * pixel);
    }
    const { values, mask } = probeTargets.normals.values({ ...base, normals }, grid);
    assertAllClose(values.subarray(0, 3), [0, 0, -1], { atol: 1e-6 });
    assert.deepEqual([...mask.subarray(0, 3)], [1, 0, 0]);
  });

  for (const degrees of [0, 30, 90, 135])
    it(`a grating that repeats along ${degrees}° has that orientation`, () => {
      const angle = (degrees * Math.PI) / 180;
      const sample = painted((u, v) => 120 + 60 * Math.sin(0.9 * (u * Math.cos(angle) + v * Math.sin(angle))));
      const { values, mask } = probeTargets['texture-orientation'].values(sample, grid);
      assert.equal(mask[cell], 1);
      assertAllClose(values.subarray(2 * cell, 2 * cell + 2), [Math.cos(2 * angle), Math.sin(2 * angle)], {
        atol: 0.12,
      });
    });

  it('flat surfaces and checks have no orientation, and flat ones no frequency', () => {
    const mask = (sample: Sample): number => probeTargets['texture-orientation'].values(sample, grid).mask[cell];
    assert.equal(mask(painted(() => 120)), 0);
    assert.equal(mask(painted((u, v) => 120 + 60 * Math.sin(0.9 * u) * Math.sin(0.9 * v))), 0);
    const kinds = probeTargets.texture.values(base, grid);
    const frequencies = probeTargets['texture-frequency'].values(base, grid);
    kinds.mask.forEach((known, i) => assert.equal(frequencies.mask[i], Number(known && kinds.values[i] > 0)));
  });

  it('energy is the logarithm of one plus the deviation of grey levels', () => {
    const of = (sample: Sample): number => probeTargets['texture-energy'].values(sample, grid).values[cell];
    assertAllClose([of(painted(() => 77))], [0], { atol: 1e-3 });
    assertAllClose([of(painted((u) => (u % 2 ? 110 : 90)))], [Math.log(11)], { rtol: 1e-3 });
  });

  it('semantics is the commonest label of what is labelled, of ties the lowest, where at least half is', () => {
    const labels = new Uint16Array(width * height);
    const paint = (at: number, ...counts: [label: number, pixels: number][]): void => {
      const pixels = counts.flatMap(([label, count]) => Array<number>(count).fill(label));
      pixels.forEach((label, i) => (labels[(i >> 3) * width + 8 * at + (i & 7)] = label));
    };
    paint(0, [7, 20], [3, 19], [0, 25]);
    paint(1, [9, 16], [4, 16], [0, 32]);
    paint(2, [9, 31], [0, 33]);
    paint(3, [300, 64]);
    const { values, mask } = allProbeTargets.semantics.values({ ...base, semantics: labels }, grid);
    assert.deepEqual([...mask.subarray(0, 5)], [1, 1, 0, 1, 0]);
    assert.deepEqual([values[0], values[1], values[3]], [7, 4, 300]);
  });

  it('position runs from −1 to 1', () => {
    const { values } = probeTargets.position.values(base, { height: 2, width: 4, stride: 8 });
    assertAllClose(values.subarray(0, 8), [-0.75, -0.5, -0.25, -0.5, 0.25, -0.5, 0.75, -0.5]);
  });
});

describe('confounds', () => {
  it('monomials are all products up to the degree, each once', () => {
    const { columns, values } = monomials(Float32Array.of(2, 3), 2, 3);
    assert.equal(columns, 9);
    assert.deepEqual(
      [...values].sort((a, b) => a - b),
      [2, 3, 4, 6, 8, 9, 12, 18, 27],
    );
    assert.equal(monomials(new Float32Array(6), 6, 3).columns, 83);
  });

  it('geometry is log-depth, normal and position, known where the first two are', () => {
    const { values, mask } = confounds.geometry.values(base, grid);
    const at = 6 * cell;
    assertAllClose([values[at]], [probeTargets.depth.values(base, grid).values[cell]]);
    assertAllClose(
      values.subarray(at + 1, at + 4),
      probeTargets.normals.values(base, grid).values.subarray(3 * cell, 3 * cell + 3),
    );
    const blind = confounds.geometry.values({ ...base, depth: new Float32Array(width * height) }, grid);
    assert.ok(mask[cell] === 1 && blind.mask[cell] === 0);
  });
});
