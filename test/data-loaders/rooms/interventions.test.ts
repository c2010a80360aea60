import * as assert from 'node:assert/strict';
import { rooms, type RoomsSample } from '../../../data-loaders/rooms/index.js';

const dataset = rooms({
  preset: 'natural',
  width: 64,
  height: 48,
  views: 2,
  scenes: { train: 4, val: 0, test: 0 },
  seed: 'interventions test',
  cache: { limit: 0 },
});
const frames = dataset.scenes.map((scene) => scene.frames[1]);

/** Share of pixels at which two rasters differ by more than `by`. */
function changed(a: ArrayLike<number>, b: ArrayLike<number>, by = 0): number {
  let count = 0;
  for (let i = 0; i < a.length; i++) if (Math.abs(a[i] - b[i]) > by) count++;
  return count / a.length;
}

/** Mean albedo of each instance that covers at least 40 pixels, in linear light. */
function meanAlbedo({ instances, albedo }: RoomsSample): Map<number, number> {
  const sums = new Map<number, [sum: number, count: number]>();
  instances.forEach((instance, pixel) => {
    const [sum, count] = sums.get(instance) ?? [0, 0];
    const value = [0, 1, 2].reduce((total, k) => total + (albedo[pixel * 3 + k] / 255) ** 2.2, 0) / 3;
    sums.set(instance, [sum + value, count + 1]);
  });
  return new Map([...sums].filter(([, [, count]]) => count >= 40).map(([id, [sum, count]]) => [id, sum / count]));
}

describe('interventions', () => {
  it('recolour changes colours and nothing of the geometry, the texture or the light', async () => {
    for (const frame of frames) {
      const before = await dataset.load(frame);
      const after = await dataset.intervene(frame, 'colour', 1);
      assert.deepEqual(after.instances, before.instances);
      assert.deepEqual(after.normals, before.normals);
      assert.deepEqual(after.camera, before.camera);
      after.materials.forEach((material, i) => {
        const old = before.materials[i];
        assert.equal(material?.kind, old?.kind);
        assert.equal(material?.frequency, old?.frequency);
        assert.equal(material?.orientation, old?.orientation);
      });
      assert.ok(changed(before.albedo, after.albedo, 8) > 0.2, 'colours hardly changed');
    }
  });

  it('retexture keeps the mean colour of every surface', async () => {
    let different = 0;
    for (const frame of frames) {
      const before = await dataset.load(frame);
      const after = await dataset.intervene(frame, 'texture', 1);
      assert.deepEqual(after.instances, before.instances);
      after.materials.forEach((material, i) => assert.deepEqual(material?.colour, before.materials[i]?.colour));
      different += after.materials.filter((material, i) => material?.kind !== before.materials[i]?.kind).length;
      const old = meanAlbedo(before);
      for (const [instance, mean] of meanAlbedo(after))
        assert.ok(Math.abs(mean - old.get(instance)!) < 0.12 * mean + 0.02);
    }
    assert.ok(different > 20);
  });

  it('relight changes the picture and no truth', async () => {
    for (const frame of frames) {
      const before = await dataset.load(frame);
      const after = await dataset.intervene(frame, 'light', 1);
      assert.deepEqual(after.albedo, before.albedo);
      assert.deepEqual(after.normals, before.normals);
      assert.deepEqual(after.depth, before.depth);
      assert.ok(changed(before.rgb, after.rgb, 6) > 0.2, 'the light hardly changed');
    }
  });

  it('rearrange builds another room of the same materials around the same camera', async () => {
    for (const frame of frames) {
      const before = await dataset.load(frame);
      const after = await dataset.intervene(frame, 'geometry', 1);
      assert.deepEqual(after.worldFromCamera, before.worldFromCamera);
      assert.deepEqual(after.camera, before.camera);
      assert.ok(changed(before.depth, after.depth, 0.05) > 0.3, 'the room hardly changed');
      const known = new Set(before.materials.map((material) => JSON.stringify(material)));
      for (const material of after.materials) assert.ok(known.has(JSON.stringify(material)));
      const sorted = after.depth.filter((z) => z > 0).sort();
      assert.ok(sorted[sorted.length >> 1] > 0.8, 'the camera looks at something close');
    }
  });

  it('depends on the seed and on nothing else', async () => {
    const [frame] = frames;
    const first = await dataset.intervene(frame, 'colour', 1);
    await dataset.intervene(frames[2], 'geometry', 5);
    assert.deepEqual((await dataset.intervene(frame, 'colour', 1)).rgb, first.rgb);
    assert.notDeepEqual((await dataset.intervene(frame, 'colour', 2)).rgb, first.rgb);
    await assert.rejects(dataset.intervene(frame, 'smell' as 'colour', 1), /Unknown factor smell: give one of colour/);
  });

  it('disguise gives things the look of another class, each its own, and leaves the room and all geometry', async () => {
    for (const frame of frames) {
      const before = await dataset.load(frame);
      const { sample: after, looks } = await dataset.disguise(frame, 1);
      assert.deepEqual(after.instances, before.instances);
      assert.deepEqual(after.semantics, before.semantics);
      assert.deepEqual(after.normals, before.normals);
      const moved = [...looks.keys()].filter((id) => looks[id] !== id);
      assert.ok(moved.length >= 3);
      assert.deepEqual(moved.map((id) => looks[id]).sort(), [...moved].sort(), 'every look is given once');
      const { instances } = dataset.describe(before.scene);
      after.materials.forEach((material, id) => {
        if (id === 0) return;
        const stays = id <= 6;
        if (stays) assert.deepEqual(material, before.materials[id], instances[id - 1].class);
        else assert.notDeepEqual(material?.colour, before.materials[id]?.colour, instances[id - 1].class);
      });
      const again = await dataset.disguise(frame, 1);
      assert.deepEqual(again.sample.rgb, after.rgb);
      assert.notDeepEqual((await dataset.disguise(frame, 2)).sample.rgb, after.rgb);
    }
  });
});
