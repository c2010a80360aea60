import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Sample } from '../../data-loaders/sample.js';
import { allProbeTargets } from '../../src/probes/probe-targets.js';
import { gradientLength } from '../../src/probes/targets/boundaries.js';
import { gaborEnergy, gaborKernel } from '../../src/probes/targets/gabor.js';
import { localBinaryPatterns } from '../../src/probes/targets/lbp.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { root } from '../docs/pages.js';

interface Reference {
  width: number;
  grey: number[];
  patterns: number[][];
  energy: number[];
  gradient: number[][];
  colours: number[];
  lab: number[];
  hues: number[];
  mask: number[];
  outline: [number, number];
  /** Of 2 × 3 cells of 8 × 8 pixels. */
  ofCells: Record<'rgb' | 'metres' | 'directions' | 'labels', number[]> &
    Record<'meanRgb' | 'meanLab' | 'hues' | 'logDepth' | 'normals' | 'commonest' | 'textureEnergy', number[]>;
  gaborFilters: { wavelength: number; direction: number; even: number[]; odd: number[] }[];
}

const reference = JSON.parse(
  fs.readFileSync(path.join(root, 'test/reference/probe-targets.json'), 'utf8'),
) as Reference;

/** A frame of which only what is given is known. */
function frame(width: number, height: number, fields: Partial<Sample>): Sample {
  return {
    id: 'a/0',
    dataset: 'test',
    scene: 'a',
    split: 'train',
    width,
    height,
    rgb: new Uint8Array(width * height * 3).fill(128),
    camera: { width, height, fx: 30, fy: 30, cx: width / 2, cy: height / 2 },
    ...fields,
  };
}

/** Grey as a colour image. */
function painted(side: number, grey: (u: number, v: number) => number): Sample {
  const rgb = Uint8Array.from({ length: side * side * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return Math.round(grey(pixel % side, Math.floor(pixel / side)));
  });
  return frame(side, side, { rgb });
}

describe('what probe targets are made of', () => {
  const { width } = reference;
  const grey = Float32Array.from(reference.grey);
  const height = grey.length / width;

  it('local binary patterns are those of scikit-image; the border has none', () => {
    const found = localBinaryPatterns(grey, width, height);
    reference.patterns.forEach((row, v) =>
      assert.deepEqual([...found.subarray((v + 1) * width + 1, (v + 2) * width - 1)], row),
    );
    assert.ok(found.subarray(0, width + 1).every((pattern) => pattern === 255));
  });

  it('Gabor energy is that of scipy’s correlation', () => {
    const energy = gaborEnergy(grey, width, height, gaborKernel(6, Math.PI / 4));
    assertAllClose(energy, reference.energy, { rtol: 1e-5, atol: 1e-4 });
  });

  it('Gabor filters are those of scikit-image', () => {
    for (const { wavelength, direction, even, odd } of reference.gaborFilters) {
      const kernel = gaborKernel(wavelength, direction);
      assertAllClose(kernel.even, even, { atol: 1e-12 });
      assertAllClose(kernel.odd, odd, { atol: 1e-12 });
    }
  });

  it('gradients are those of scipy’s Sobel filter', () => {
    const lengths = gradientLength(grey, width, height);
    reference.gradient.forEach((row, v) =>
      assertAllClose(lengths.subarray((v + 1) * width + 1, (v + 2) * width - 1), row, { rtol: 1e-6 }),
    );
  });

  it('Lab and hues are those of scikit-image', () => {
    const sample = frame(8, 8, { rgb: Uint8Array.from(reference.colours) });
    const grid = { height: 1, width: 1, stride: 8 };
    // Its white differs in the fourth digit.
    assertAllClose(allProbeTargets.lab.values(sample, grid).values, reference.lab, { atol: 0.02 });
    assertAllClose(allProbeTargets['hue-histogram'].values(sample, grid).values, reference.hues, { atol: 0.001 });
  });

  it('the outline of an object is that of scikit-image', () => {
    const instances = Uint16Array.from(reference.mask);
    const sample = frame(32, 24, { instances });
    const { values, mask } = allProbeTargets.shape.values(sample, { height: 12, width: 16, stride: 2 });
    const cell = mask.indexOf(1);
    assertAllClose(values.subarray(2 * cell, 2 * cell + 2), reference.outline, { rtol: 1e-5 });
  });
});

describe('targets of cells, beside scipy and scikit-image', () => {
  const { rgb, metres, directions, labels, ...expected } = reference.ofCells;
  const sample = frame(24, 16, {
    rgb: Uint8Array.from(rgb),
    depth: Float32Array.from(metres),
    normals: Float32Array.from(directions),
    semantics: Uint16Array.from(labels),
    instances: new Uint16Array(24 * 16).fill(1),
  });
  const grid = { height: 2, width: 3, stride: 8 };
  const valuesOf = (target: string): Float32Array => {
    const { values, mask } = allProbeTargets[target].values(sample, grid);
    assert.ok(mask.every((known) => known === 1));
    return values;
  };

  for (const [target, name, tolerance] of [
    ['rgb', 'meanRgb', { rtol: 1e-6 }],
    // Linear light of bytes is in single precision.
    ['lab', 'meanLab', { atol: 2e-5 }],
    ['hue-histogram', 'hues', { atol: 1e-6 }],
    ['depth', 'logDepth', { atol: 1e-6 }],
    ['depth-scale-invariant', 'logDepth', { atol: 1e-6 }],
    ['normals', 'normals', { atol: 1e-6 }],
    ['semantics', 'commonest', {}],
    ['texture-energy', 'textureEnergy', { atol: 1e-6 }],
  ] as const)
    it(target, () => assertAllClose(valuesOf(target), expected[name], tolerance));

  it('chroma', () => {
    const ab = expected.meanLab.filter((_, i) => i % 3 > 0);
    assertAllClose(valuesOf('chroma'), ab, { atol: 2e-5 });
    const { values } = allProbeTargets.albedo.values({ ...sample, albedo: sample.rgb }, grid);
    assertAllClose(values, ab, { atol: 2e-5 });
  });

  it('depth within the image and the position in it', () => {
    const mean = expected.logDepth.reduce((sum, value) => sum + value / 6, 0);
    assertAllClose(valuesOf('depth-within-image'), expected.logDepth.map((value) => value - mean), { atol: 1e-6 }); // prettier-ignore
    assertAllClose(valuesOf('position').subarray(0, 6), [-2 / 3, -1 / 2, 0, -1 / 2, 2 / 3, -1 / 2], { atol: 1e-7 });
  });
});

describe('probe targets of images', () => {
  const grid = { height: 4, width: 4, stride: 8 };
  const middle = 5;

  it('local binary patterns of a cell are shares; an even cell has the pattern of eight', () => {
    const { values } = allProbeTargets.lbp.values(
      painted(32, (u, v) => ((7 * u + 3 * v) % 5) * 40),
      grid,
    );
    for (let cell = 0; cell < 16; cell++)
      assertAllClose([values.subarray(10 * cell, 10 * cell + 10).reduce((a, b) => a + b)], [1], { rtol: 1e-5 });
    const even = allProbeTargets.lbp.values(
      painted(32, () => 90),
      grid,
    ).values;
    assert.deepEqual([...even.subarray(10 * middle, 10 * middle + 10)], [0, 0, 0, 0, 0, 0, 0, 0, 1, 0]);
  });

  it('the Gabor filter of a grating’s wavelength and direction answers most, and none to brightness', () => {
    const of = (sample: Sample): number[] => [
      ...allProbeTargets.gabor.values(sample, grid).values.subarray(8 * middle, 8 * middle + 8),
    ];
    [3, 6].forEach((wavelength, w) =>
      [0, 1, 2, 3].forEach((quarter) => {
        const angle = (quarter * Math.PI) / 4;
        const energies = of(
          painted(
            32,
            (u, v) => 128 + 60 * Math.sin((2 * Math.PI * (u * Math.cos(angle) + v * Math.sin(angle))) / wavelength),
          ),
        );
        assert.equal(energies.indexOf(Math.max(...energies)), 4 * w + quarter, `${wavelength} px at ${45 * quarter}°`);
      }),
    );
    assertAllClose(of(painted(32, () => 200)), Array<number>(8).fill(0), { atol: 1e-5 });
  });

  it('an edge is where grey levels change, an occlusion where depth jumps', () => {
    const step = painted(32, (u) => (u < 12 ? 40 : 200));
    const seen = allProbeTargets.edges.values(step, grid).values;
    // Two of eight columns see (200 − 40)/2 a pixel.
    assertAllClose([seen[5], seen[6]], [Math.log1p(20), 0], { rtol: 1e-4, atol: 1e-4 });
    const depth = Float32Array.from({ length: 32 * 32 }, (_, pixel) => (pixel % 32 < 12 ? 1 : 2));
    const jumps = allProbeTargets.occlusion.values({ ...step, depth }, grid);
    assertAllClose([jumps.values[5], jumps.values[6]], [0.25, 0]);
    // A slope of a hundredth a pixel hides nothing, nor does what was not measured.
    const slope = depth.map((_, pixel) => 1.01 ** (pixel % 32));
    assert.ok(allProbeTargets.occlusion.values({ ...step, depth: slope }, grid).values.every((share) => share === 0));
    const holes = depth.map((metres, pixel) => (pixel % 32 < 12 ? 0 : metres));
    const { values, mask } = allProbeTargets.occlusion.values({ ...step, depth: holes }, grid);
    assert.ok(values.every((share) => share === 0) && mask[4] === 0 && mask[5] === 1);
  });

  it('hues turn with the colour and are not known of greys', () => {
    const target = allProbeTargets['hue-histogram'];
    const ofColour = (colour: number[]): number[] => {
      const sample = frame(32, 32, { rgb: Uint8Array.from({ length: 32 * 32 * 3 }, (_, i) => colour[i % 3]) });
      const { values, mask } = target.values(sample, grid);
      return mask[0] ? [...values.subarray(0, 8)] : [];
    };
    const bin = (colour: number[]): number => ofColour(colour).indexOf(1);
    // Hue angles of sRGB's red, yellow, green and blue: 40°, 103°, 136°, 306°.
    assert.deepEqual([[255, 0, 0], [255, 255, 0], [0, 255, 0], [0, 0, 255]].map(bin), [1, 2, 3, 7]); // prettier-ignore
    assert.deepEqual(ofColour([90, 90, 90]), []);
  });

  it('the outline of a box is known, and that of what the border cuts is not', () => {
    const instances = new Uint16Array(32 * 32);
    for (let v = 0; v < 32; v++)
      for (let u = 0; u < 32; u++) {
        if (u >= 2 && u < 26 && v >= 8 && v < 16) instances[v * 32 + u] = 1;
        if (v >= 18) instances[v * 32 + u] = 2;
      }
    const { values, mask } = allProbeTargets.shape.values(frame(32, 32, { instances }), grid);
    assertAllClose(values.subarray(2 * middle, 2 * middle + 2), [Math.log(3), 1], { rtol: 1e-6 });
    assert.equal(mask[3 * 4 + 1], 0);
  });
});
