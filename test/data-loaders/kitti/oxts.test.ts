import * as assert from 'node:assert/strict';
import { parseOxts, worldFromImu, type Oxts } from '../../../data-loaders/kitti/oxts.js';
import { isRigid, rotateDirection } from '../../../src/geometry/index.js';
import { InputError } from '../../../src/support/errors.js';
import { assertAllClose } from '../../support/assert-all-close.js';
import { packetOf, worldFromImuAt } from './fixtures.js';

describe('packets of the navigation system', () => {
  const first: Oxts = { latitude: 49, longitude: 8.4, altitude: 116, roll: 0, pitch: 0, yaw: 0 };

  it('give poses from the first one, x east, y north, z up', () => {
    assertAllClose(worldFromImu(first, first), [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
    for (const i of [1, 7, 300]) {
      const packets = [0, i].map((frame) => parseOxts(packetOf(worldFromImuAt(frame)), 'packet'));
      assertAllClose(worldFromImu(packets[1], packets[0]), worldFromImuAt(i), { atol: 1e-6 });
    }
  });

  it('lie where the Mercator projection of the development kit puts them', () => {
    const next = { ...first, latitude: 49.0012, longitude: 8.4021, altitude: 117.5 };
    const pose = worldFromImu(next, first);
    // As the kit writes it, in degrees, with its constants.
    const scale = Math.cos((first.latitude * Math.PI) / 180);
    const x = (longitude: number) => (scale * longitude * Math.PI * 6378137) / 180;
    const y = (latitude: number) => scale * 6378137 * Math.log(Math.tan(((90 + latitude) * Math.PI) / 360));
    const expected = [x(next.longitude) - x(first.longitude), y(next.latitude) - y(first.latitude), 1.5];
    assertAllClose([pose[3], pose[7], pose[11]], expected, { atol: 1e-6 });
    // A minute of arc is a nautical mile: 1852 m.
    assertAllClose([worldFromImu({ ...first, latitude: 49 + 1 / 60 }, first)[7]], [1852], { rtol: 0.004 });
  });

  it('turn by roll, pitch and yaw: left side up, front down, anticlockwise', () => {
    const angle = 0.3;
    const turned = (change: Partial<Oxts>) => worldFromImu({ ...first, ...change }, first);
    assertAllClose(rotateDirection(turned({ yaw: angle }), [1, 0, 0]), [Math.cos(angle), Math.sin(angle), 0]);
    assertAllClose(rotateDirection(turned({ pitch: angle }), [1, 0, 0]), [Math.cos(angle), 0, -Math.sin(angle)]);
    assertAllClose(rotateDirection(turned({ roll: angle }), [0, 1, 0]), [0, Math.cos(angle), Math.sin(angle)]);
    const pose = turned({ roll: 0.1, pitch: -0.2, yaw: 2.5 });
    assert.ok(isRigid(pose, 1e-12));
    // Roll is applied first: the forward direction does not know of it.
    assertAllClose(rotateDirection(pose, [1, 0, 0]), rotateDirection(turned({ pitch: -0.2, yaw: 2.5 }), [1, 0, 0]));
  });

  it('are refused when they are no 30 numbers', () => {
    const fault = { name: 'InputError', message: /0000000003\.txt is no packet.*30 numbers/ };
    assert.throws(() => parseOxts('49.0 8.4 116', '0000000003.txt'), fault);
    assert.throws(() => parseOxts('nan '.repeat(30), '0000000003.txt'), fault);
    assert.throws(() => parseOxts('', 'x'), InputError);
  });
});
