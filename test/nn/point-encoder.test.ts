import * as assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { rotateAboutVertical } from '../../src/geometry/index.js';
import {
  buildPointEncoder,
  groupPoints,
  PointGrid,
  type PointEncoder,
  type PointInput,
  type PointQuery,
} from '../../src/nn/index.js';
import { seeded } from '../../src/support/random.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { useBackend } from '../support/use-backend.js';

const levels = [
  { centres: 24, neighbours: 64, radius: 0.5 },
  { centres: 8, neighbours: 64, radius: 1 },
] as const;

function randomCloud(seed: number, points = 120, queries = 5): PointQuery {
  const random = seeded(seed);
  const draw = (count: number): Float32Array =>
    Float32Array.from({ length: count * 3 }, (_, i) => random.uniform(-1, 1) * (i % 3 === 2 ? 0.5 : 1.2));
  const colours = Float32Array.from({ length: points * 3 }, () => random.next());
  return { support: draw(points), queries: draw(queries), colours };
}

function features(encoder: PointEncoder, clouds: PointQuery[]): Float32Array {
  const result = encoder.forward(groupPoints(clouds, encoder.config));
  const values = result.dataSync<'float32'>();
  result.dispose();
  return values;
}

function withEncoder(input: PointInput, test: (encoder: PointEncoder) => void): void {
  const encoder = buildPointEncoder({ input, levels, channels: [8, 12, 10] }, seeded(7));
  test(encoder);
  encoder.dispose();
}

describe('PointGrid', () => {
  it('finds exactly the points that a search through all of them finds', () => {
    const { support } = randomCloud(1, 200);
    const grid = new PointGrid(support, 0.4);
    for (const [x, y, z] of [
      [0, 0, 0],
      [1.1, -1.1, 0.4],
      [-3, 0, 0],
    ]) {
      const distances = Array.from({ length: 200 }, (_, p) =>
        Math.hypot(support[p * 3] - x, support[p * 3 + 1] - y, support[p * 3 + 2] - z),
      );
      for (const radius of [0.2, 0.4, 0.7]) {
        const expected = distances.flatMap((d, p) => (d <= radius ? [p] : []));
        assert.deepEqual(
          [...grid.within(x, y, z, radius, Infinity)].sort((a, b) => a - b),
          expected,
        );
        const nearest = distances.indexOf(Math.min(...distances));
        assert.equal(grid.nearest(x, y, z, radius), distances[nearest] <= radius ? nearest : -1);
      }
    }
    assert.equal(grid.within(0, 0, 0, 1, 7).length, 7);
    assert.equal(new PointGrid(new Float32Array(0), 1).nearest(0, 0, 0, 1), -1);
  });
});

describe('point encoder', () => {
  useBackend('cpu');

  it('tells the same of a cloud whatever the order of its points', () => {
    withEncoder('geometry', (encoder) => {
      const cloud = randomCloud(2);
      // The first points are the centres, so they stay first.
      const count = cloud.support.length / 3;
      const order = [...Array(24).keys(), ...[...Array(count - 24).keys()].map((i) => count - 1 - i)];
      const support = Float32Array.from(order.flatMap((p) => [...cloud.support.subarray(p * 3, p * 3 + 3)]));
      assertAllClose(features(encoder, [{ ...cloud, support }]), features(encoder, [cloud]), {
        rtol: 1e-4,
        atol: 1e-5,
      });
    });
  });

  it('tells the same wherever the cloud lies horizontally, and something else at another height', () => {
    withEncoder('geometry', (encoder) => {
      const cloud = randomCloud(3);
      const moved = (dx: number, dz: number): PointQuery => {
        const move = (positions: Float32Array): Float32Array =>
          positions.map((value, i) => value + (i % 3 === 0 ? dx : i % 3 === 2 ? dz : 0));
        return { ...cloud, support: move(cloud.support), queries: move(cloud.queries) };
      };
      const here = features(encoder, [cloud]);
      // A neighbour on the edge of a radius may fall on its other side by rounding; these do not.
      assertAllClose(features(encoder, [moved(0.5, 0)]), here, { rtol: 1e-3, atol: 1e-4 });
      assert.throws(() => assertAllClose(features(encoder, [moved(0, 0.5)]), here, { atol: 1e-2 }));
    });
  });

  it('is told nothing but the height by the height-only ablation', () => {
    withEncoder('height', (encoder) => {
      const cloud = randomCloud(4);
      const turned = {
        support: rotateAboutVertical(randomCloud(5).support, 1),
        queries: rotateAboutVertical(cloud.queries, 2),
      };
      assert.deepEqual(features(encoder, [turned]), features(encoder, [cloud]));
      const raised = { ...cloud, queries: cloud.queries.map((value, i) => (i % 3 === 2 ? value + 0.4 : value)) };
      assert.notDeepEqual(features(encoder, [raised]), features(encoder, [cloud]));
    });
  });

  it('sees colour only when told of it', () => {
    const cloud = randomCloud(6);
    const recoloured = { ...cloud, colours: cloud.colours!.map((value) => 1 - value) };
    withEncoder('geometry', (encoder) => assert.deepEqual(features(encoder, [recoloured]), features(encoder, [cloud])));
    withEncoder('rgb', (encoder) => assert.notDeepEqual(features(encoder, [recoloured]), features(encoder, [cloud])));
  });

  it('sees as far as both radii reach, and no further', () => {
    withEncoder('geometry', (encoder) => {
      const cloud = randomCloud(8, 120, 1);
      const far = (distance: number): PointQuery => {
        const support = cloud.support.slice();
        support.set([cloud.queries[0] + distance, cloud.queries[1], cloud.queries[2]], 119 * 3);
        return { ...cloud, support };
      };
      const here = features(encoder, [far(30)]);
      assert.deepEqual(features(encoder, [far(40)]), here);
      assert.notDeepEqual(features(encoder, [far(0.2)]), here);
    });
  });

  it('treats each cloud of a batch as if it were alone', () => {
    withEncoder('geometry', (encoder) => {
      const clouds = [randomCloud(9), randomCloud(10), randomCloud(11, 15)];
      const together = features(encoder, clouds);
      const alone = clouds.flatMap((cloud) => [...features(encoder, [cloud])]);
      assertAllClose(together, alone, { rtol: 1e-4, atol: 1e-5 });
    });
  });

  it('takes clouds with the same number of queries only', () => {
    withEncoder('geometry', ({ config }) =>
      assert.throws(() => groupPoints([randomCloud(1), randomCloud(2, 50, 4)], config), RangeError),
    );
  });

  it('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    withEncoder('rgb', (encoder) => features(encoder, [randomCloud(12)]));
    assert.equal(tf.memory().numTensors, before);
  });
});
