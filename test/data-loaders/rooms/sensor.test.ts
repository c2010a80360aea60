import * as assert from 'node:assert/strict';
import type { View } from '../../../data-loaders/rooms/scene.js';
import { developColour, senseDepth, type DepthScene } from '../../../data-loaders/rooms/sensor.js';

const [width, height] = [96, 72];

function plainWall(change: (scene: DepthScene) => void = () => undefined): DepthScene {
  const pixels = width * height;
  const scene: DepthScene = {
    width,
    height,
    depth: new Float64Array(pixels).fill(2),
    facing: new Float32Array(pixels).fill(1),
    reflectance: new Float32Array(pixels).fill(0.5),
    specular: new Float32Array(pixels),
    glass: new Uint8Array(pixels),
    focalPixels: 85,
  };
  change(scene);
  return scene;
}

const holes = (depth: Float32Array): number => depth.filter((z) => z === 0).length / depth.length;

describe('depth sensor', () => {
  it('measures a plain wall everywhere, in millimetres, with noise that grows with the square of the distance', () => {
    const deviation = (z: number): number => {
      const measured = senseDepth(
        plainWall((scene) => scene.depth.fill(z)),
        5,
      );
      assert.equal(holes(measured), 0);
      for (const value of measured) assert.ok(Math.abs(value * 1000 - Math.round(value * 1000)) < 1e-3);
      return Math.sqrt(measured.reduce((sum, value) => sum + (value - z) * (value - z), 0) / measured.length);
    };
    assert.ok(Math.abs(deviation(1) - 0.0019) < 2e-4, `${deviation(1)}`);
    assert.ok(Math.abs(deviation(4) - 0.0258) < 2e-3, `${deviation(4)}`);
  });

  it('sees nothing through glass, out of range, or in the projector shadow to the left of something near', () => {
    assert.equal(
      holes(
        senseDepth(
          plainWall((scene) => scene.glass.fill(1)),
          1,
        ),
      ),
      1,
    );
    assert.equal(
      holes(
        senseDepth(
          plainWall((scene) => scene.depth.fill(9)),
          1,
        ),
      ),
      1,
    );
    assert.equal(
      holes(
        senseDepth(
          plainWall((scene) => scene.depth.fill(0.3)),
          1,
        ),
      ),
      1,
    );
    const post = plainWall((scene) => {
      for (let v = 0; v < height; v++) for (let u = 50; u < 60; u++) scene.depth[v * width + u] = 0.8;
    });
    const measured = senseDepth(post, 1);
    const row = 30 * width;
    // Disparities 85·.075/.8 = 8.0 and 85·.075/2 = 3.2 pixels: 4 or 5 pixels of wall are hidden.
    for (const u of [46, 47, 48]) assert.equal(measured[row + u], 0);
    for (const u of [40, 55, 70]) assert.ok(measured[row + u] > 0);
  });

  it('loses dark and slanted surfaces in part', () => {
    for (const change of [
      (scene: DepthScene) => scene.reflectance.fill(0.008),
      (scene: DepthScene) => scene.facing.fill(0.1),
    ]) {
      const lost = holes(senseDepth(plainWall(change), 3));
      assert.ok(lost > 0.1 && lost < 0.95, `${lost}`);
    }
  });
});

describe('colour sensor', () => {
  const view: View = {
    worldFromCamera: [],
    focal: 1,
    principal: [0.5, 0.5],
    exposure: 1,
    whiteBalance: { strength: 1, red: 1, blue: 1 },
    vignetting: 0,
    noise: 0,
    noiseSeed: 1,
    overlap: 1,
  };
  const develop = (albedo: number, light: [number, number, number], changes: Partial<View> = {}): Uint8Array => {
    const received = Float32Array.from({ length: width * height * 3 }, (_, i) => light[i % 3]);
    return developColour(
      received.map((value) => value * albedo),
      received,
      width,
      height,
      { ...view, ...changes },
    );
  };

  it('meters the light, not the colours: twice the light gives the same picture, twice the albedo a brighter one', () => {
    assert.deepEqual(develop(0.3, [1, 1, 1]), develop(0.3, [2, 2, 2]));
    assert.ok(develop(0.6, [1, 1, 1])[0] > develop(0.3, [1, 1, 1])[0] + 20);
  });

  it('removes a tint by the share it is told to', () => {
    const redness = (strength: number): number => {
      const rgb = develop(0.3, [1.15, 1, 0.85], { whiteBalance: { strength, red: 1, blue: 1 } });
      return rgb[0] - rgb[2];
    };
    assert.ok(Math.abs(redness(1)) <= 1, `${redness(1)}`);
    assert.ok(redness(0) > redness(0.5) && redness(0.5) > redness(1));
  });

  it('darkens corners by vignetting and adds noise of the given strength', () => {
    const corner = develop(0.3, [1, 1, 1], { vignetting: 0.4 });
    const middle = (Math.floor(height / 2) * width + width / 2) * 3;
    assert.ok(corner[0] < corner[middle] - 10);
    const [still, noisy] = [develop(0.3, [1, 1, 1]), develop(0.3, [1, 1, 1], { noise: 0.02 })];
    const deviation = Math.sqrt(noisy.reduce((sum, value, i) => sum + (value - still[i]) ** 2, 0) / noisy.length);
    assert.ok(deviation > 0.6 * 0.02 * 255 && deviation < 1.4 * 0.02 * 255, `${deviation}`);
  });
});
