import * as assert from 'node:assert/strict';
import { compileRoom } from '../../../data-loaders/rooms/compiled-room.js';
import { createScene } from '../../../data-loaders/rooms/create-scene.js';
import { approach, probeAt } from '../../../data-loaders/rooms/distance.js';
import { openness } from '../../../data-loaders/rooms/openness.js';
import { cameraRays, castRays, enterFromWorld } from '../../../data-loaders/rooms/ray-caster.js';
import { seenLights } from '../../../data-loaders/rooms/shadows.js';
import { surfacesOf } from '../../../data-loaders/rooms/surface.js';
import { tilesOf } from '../../../data-loaders/rooms/tiles.js';
import { cameraOf } from '../../../data-loaders/rooms/views.js';
import { seeded } from '../../../src/support/random.js';

const [width, height] = [44, 33];

describe('what surfaces see', () => {
  for (const preset of ['independent', 'natural'] as const) {
    const room = createScene({ preset, kappa: 1 }, 2, 4 / 3, seeded('shadow test', preset, 1));
    const { scene, lights } = compileRoom(room);
    const pose = Float64Array.from(room.views[0].worldFromCamera);
    const camera = cameraOf(room.views[0], width, height);
    const hits = castRays(scene, camera, pose);
    const surfaces = surfacesOf(scene, cameraRays(camera, pose), hits);
    const tiles = tilesOf(hits, surfaces);
    const looked = new Uint8Array(width * height).fill(1);
    const { position, normal } = surfaces;

    it(`of lights by tiles is what trying every solid for every ray finds: ${preset}`, () => {
      const seen = seenLights(lights, scene, hits, surfaces, tiles, looked);
      const [ray, local] = [new Float64Array(7), new Float64Array(7)];
      const counts = { lit: 0, shadowed: 0 };
      for (let light = 0; light < lights.count; light++)
        for (let pixel = 0; pixel < looked.length; pixel++) {
          const [u, v] = [pixel % width, Math.floor(pixel / width)];
          const i = ((u & 3) + 0.5) / 2 - 1;
          const j = (((v + 2 * (u >> 1)) & 3) + 0.5) / 2 - 1;
          let above = 0;
          for (let k = 0; k < 3; k++) {
            const n = normal[pixel * 3 + k];
            const end = lights.centre[light * 3 + k] + i * lights.edges[light * 6 + k] + j * lights.edges[light * 6 + 3 + k]; // prettier-ignore
            ray[k] = position[pixel * 3 + k] + 2e-3 * n;
            ray[3 + k] = end - ray[k];
            above += ray[3 + k] * n;
          }
          // What faces away is unlit whether or not something stands in the way.
          if (above <= 0) continue;
          const blocked = scene.casters.some(
            (solid) =>
              scene.instance[solid] !== lights.instance[light] &&
              enterFromWorld(scene, solid, ray, local) >= 0 &&
              local[6] < 1,
          );
          assert.equal((seen[pixel] >> (4 * light)) & 1, blocked ? 0 : 1, `light ${light}, pixel ${u},${v}`);
          counts[blocked ? 'shadowed' : 'lit']++;
        }
      assert.ok(counts.lit > 100 && counts.shadowed > 100, JSON.stringify(counts));
    });

    it(`of their surroundings by tiles is what measuring to every solid finds: ${preset}`, () => {
      const open = openness(scene, hits, surfaces, tiles, looked);
      const { low, high } = scene;
      let closed = 0;
      for (let pixel = 0; pixel < looked.length; pixel++) {
        const point = [0, 1, 2].map((k) => position[pixel * 3 + k] + 0.3 * normal[pixel * 3 + k]);
        const walls = point.flatMap((x, k) => [x - low[k], high[k] - x]);
        const probe = probeAt(point[0], point[1], point[2], Math.min(0.3, ...walls));
        for (const solid of scene.casters) if (solid !== hits.solid[pixel]) approach(scene, solid, probe);
        const near = 1 - Math.max(probe.at[3], 0) / 0.3;
        assert.ok(Math.abs(open[pixel] - (1 - 0.85 * near * near)) < 1e-6, `pixel ${pixel}`);
        if (near > 0.5) closed++;
      }
      assert.ok(closed > 20, `${closed} pixels in corners`);
    });
  }
});
