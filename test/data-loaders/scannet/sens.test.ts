import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as v8 from 'node:v8';
import * as vm from 'node:vm';
import * as fc from 'fast-check';
import { frameIds } from '../../../data-loaders/batches.js';
import { decodeSensColour, decodeSensDepth, scannet, SensFile } from '../../../data-loaders/scannet/index.js';
import { writePng } from '../../../src/formats/index.js';
import { encodeJpeg } from '../../../src/image/index.js';
import { InputError } from '../../../src/support/errors.js';
import { isInputError, temporaryFolder } from './temporary.js';
import {
  intrinsic,
  rawDepth,
  sensBytes,
  sensFrameBytes,
  sensHeaderBytes,
  zlibDepth,
  type SensFixture,
  type SensFrameFixture,
} from './write-sens.js';

const colourSize = [6, 4] as const;
const depthSize = [3, 2] as const;
const sizes = { colourSize, depthSize };

const rgb = Uint8Array.from({ length: 72 }, (_, i) => 3 * i);
const depth = [0, 1, 1000, 2500, 40000, 65535];

describe('.sens files', () => {
  const folder = temporaryFolder();
  const write = (fixture: SensFixture, frames: SensFrameFixture[]): string =>
    folder.write('scene0000_00.sens', sensBytes(fixture, frames));
  const raw = (pose?: number[]): SensFrameFixture => ({ colour: rgb, depth: rawDepth(depth), cameraToWorld: pose });

  it('say what they hold', async () => {
    const colourIntrinsic = intrinsic(1170, 1171, 647.75, 483.75);
    const { header } = await SensFile.open(write({ ...sizes, colourIntrinsic, depthShift: 500 }, [raw()]));
    assert.equal(header.version, 4);
    assert.equal(header.sensorName, 'StructureSensor');
    assert.deepEqual([...header.colourIntrinsic], colourIntrinsic);
    assert.deepEqual([header.colourCompression, header.depthCompression], ['raw', 'raw']);
    assert.deepEqual(
      [header.colourSize, header.depthSize],
      [
        { width: 6, height: 4 },
        { width: 3, height: 2 },
      ],
    );
    assert.deepEqual([header.depthShift, header.frameCount], [500, 1]);
  });

  for (const [name, depthCompression, encode] of [
    ['raw', 0, rawDepth],
    ['zlib', 1, zlibDepth],
  ] as const)
    it(`give back ${name} depth and raw or PNG colour exactly`, async () => {
      const png = writePng({ width: 6, height: 4, channels: 3, values: rgb });
      for (const [colourCompression, colour] of [
        [0, rgb],
        [1, png],
      ] as const) {
        // An odd number of bytes before it puts depth at an odd address.
        const file = write({ ...sizes, colourCompression, depthCompression }, [{ colour, depth: encode(depth) }]);
        const sens = await SensFile.open(file);
        const frame = await sens.frame(0);
        assert.deepEqual(await decodeSensColour(sens.header, frame), { width: 6, height: 4, rgb });
        const { values, ...size } = await decodeSensDepth(sens.header, frame);
        assert.deepEqual([size, [...values]], [{ width: 3, height: 2 }, depth]);
      }
    });

  it('give back JPEG colour as the decoder of images does', async () => {
    const colour = await encodeJpeg(rgb, 6, 4, 95);
    const sens = await SensFile.open(write({ ...sizes, colourCompression: 2 }, [{ ...raw(), colour }]));
    const image = await decodeSensColour(sens.header, await sens.frame(0));
    assert.deepEqual([image.width, image.height], [6, 4]);
    assert.ok(image.rgb.every((value, i) => Math.abs(value - rgb[i]) < 40));
  });

  it('give any frame by its number, with pose and times', async () => {
    const poses = [0, 1, 2].map((i) => [1, 0, 0, i, 0, 1, 0, 3 - i, 0, 0, 1, 0.5, 0, 0, 0, 1]);
    const sens = await SensFile.open(write(sizes, poses.map(raw)));
    for (const i of [2, 0, 1]) {
      const frame = await sens.frame(i);
      assert.deepEqual([...frame.cameraToWorld], poses[i]);
      assert.deepEqual([frame.colourTime, frame.depthTime], [(i + 1) * 1e6, (i + 1) * 1e6 + 40]);
    }
    await assert.rejects(sens.frame(3), isInputError(/scene0000_00\.sens has no frame 3: it has 3/));
    await assert.rejects(sens.frame(-1), InputError);
  });

  it('have inertial measurements in version 4, none in version 3 or where the file ends', async () => {
    const row = Array.from({ length: 16 }, (_, i) => (i < 15 ? i / 4 : 77));
    const sens = await SensFile.open(write({ ...sizes, imu: [row, row] }, [raw()]));
    const imu = await sens.imu();
    assert.equal(imu.length, 2);
    assert.deepEqual(imu[1], {
      rotationRate: [0, 0.25, 0.5],
      acceleration: [0.75, 1, 1.25],
      magneticField: [1.5, 1.75, 2],
      attitude: [2.25, 2.5, 2.75],
      gravity: [3, 3.25, 3.5],
      time: 77,
    });
    assert.equal(await sens.trailingBytes(), 0);
    for (const version of [3, 4]) {
      const without = await SensFile.open(write({ ...sizes, version }, [raw(), raw()]));
      assert.deepEqual(await without.imu(), []);
      assert.equal(await without.trailingBytes(), 0);
      assert.equal((await without.index()).count, 2);
    }
  });

  it('with OCCI depth say so, and still give colour', async () => {
    const sens = await SensFile.open(write({ ...sizes, depthCompression: 2 }, [raw()]));
    const frame = await sens.frame(0);
    assert.deepEqual((await decodeSensColour(sens.header, frame)).rgb, rgb);
    await assert.rejects(
      decodeSensDepth(sens.header, frame),
      isInputError(/\.sens, frame 0, depth.* OCCI/, /SensReader/),
    );
    const unknown = await SensFile.open(write({ ...sizes, colourCompression: -1, depthCompression: -1 }, [raw()]));
    await assert.rejects(decodeSensColour(unknown.header, frame), isInputError(/unknown way/));
    await assert.rejects(decodeSensDepth(unknown.header, frame), isInputError(/unknown way/));
  });

  it('that are cut short give their complete frames and name the others', async () => {
    const whole = sensBytes({ ...sizes, imu: [] }, [raw(), raw(), raw()]);
    const frameBytes = sensFrameBytes(raw(), 0).length;
    const headerBytes = sensHeaderBytes(sizes, 3).length;
    for (const cut of [
      headerBytes + 2 * frameBytes,
      headerBytes + 2 * frameBytes + 50,
      headerBytes + 3 * frameBytes - 1,
    ]) {
      const sens = await SensFile.open(folder.write('cut.sens', whole.subarray(0, cut)));
      assert.equal((await sens.index()).count, 2);
      assert.deepEqual((await sens.frame(1)).colour, Buffer.from(rgb));
      await assert.rejects(
        sens.frame(2),
        isInputError(/cut\.sens has no frame 2: the file ends within frame 2, .*2 of 3/),
      );
      await assert.rejects(sens.imu(), isInputError(/cut\.sens.*ends within frame 2/));
    }
    const imuCut = await SensFile.open(folder.write('imu.sens', whole.subarray(0, -3)));
    assert.equal((await imuCut.index()).count, 3);
    await assert.rejects(imuCut.imu(), isInputError(/imu\.sens.*ends within their number/));
    const header = folder.write('header.sens', whole.subarray(0, 100));
    await assert.rejects(SensFile.open(header), isInputError(/header\.sens.*ends within its header, after 100 bytes/));
    await assert.rejects(SensFile.open(folder.path('none.sens')), isInputError(/none\.sens: it does not exist/));
  });

  it('that are damaged are reported with file and frame, without taking the memory that they claim', async () => {
    const bytes = sensBytes(sizes, [raw(), raw()]);
    const second = sensHeaderBytes(sizes, 2).length + sensFrameBytes(raw(), 0).length;
    bytes.writeBigUInt64LE(2n ** 62n, second + 80);
    const sens = await SensFile.open(folder.write('a.sens', bytes));
    assert.equal((await sens.index()).count, 1);
    await assert.rejects(
      sens.frame(1),
      isInputError(/a\.sens has no frame 1: frame 1 is damaged, since it claims 46116/),
    );
    for (const [fixture, fault] of [
      [{ ...sizes, version: 5 }, /version is 5/],
      [{ ...sizes, frameCount: 2 ** 40 }, /claims 1099511627776 frames/],
      [{ ...sizes, depthShift: 0 }, /depth shift is 0/],
      [{ ...sizes, colourCompression: 7 }, /colour compression is 7/],
      [{ ...sizes, depthSize: [0, 2] }, /depth images are 0×2/],
    ] as const)
      await assert.rejects(SensFile.open(write(fixture, [raw()])), isInputError(/scene0000_00\.sens/, fault));
    const damaged: [SensFixture, SensFrameFixture, RegExp][] = [
      [{ ...sizes, depthCompression: 1 }, raw(), /frame 0, depth, is damaged/],
      [{ ...sizes, depthCompression: 1 }, { colour: rgb, depth: zlibDepth([1, 2]) }, /frame 0, depth, has 4 bytes/],
      [
        { ...sizes, depthCompression: 1 },
        { colour: rgb, depth: zlibDepth(new Array(99)) },
        /frame 0, depth, is damaged/,
      ],
      [sizes, { colour: rgb, depth: rawDepth([1]) }, /frame 0, depth, has 2 bytes.*3×2/],
    ];
    for (const [fixture, frame, fault] of damaged) {
      const { header, ...file } = await openFirst(write(fixture, [frame]));
      await assert.rejects(decodeSensDepth(header, file.frame), isInputError(fault));
    }
    const jpeg = await encodeJpeg(rgb, 6, 4, 95);
    const wrong: [number, Uint8Array, RegExp][] = [
      [0, rgb.subarray(1), /colour, has 71 bytes.*6×4/],
      [2, jpeg.subarray(0, jpeg.length - 20), /frame 0, colour, is not a readable image/],
      [2, await encodeJpeg(rgb, 4, 6, 95), /colour, has 4×6 pixels.*6×4/],
    ];
    for (const [colourCompression, colour, fault] of wrong) {
      const { header, frame } = await openFirst(write({ ...sizes, colourCompression }, [{ ...raw(), colour }]));
      await assert.rejects(decodeSensColour(header, frame), isInputError(fault));
    }
  });

  async function openFirst(file: string) {
    const sens = await SensFile.open(file);
    return { header: sens.header, frame: await sens.frame(0) };
  }

  it('are walked through once: the table of frames is kept until the file changes', async () => {
    const file = write(sizes, [raw(), raw(), raw()]);
    const mtime = new Date('2020-01-01');
    fs.utimesSync(file, mtime, mtime);
    assert.equal((await (await SensFile.open(file)).index()).count, 3);
    const bytes = fs.readFileSync(file);
    bytes.writeBigUInt64LE(2n ** 40n, sensHeaderBytes(sizes, 3).length + 80);
    fs.writeFileSync(file, bytes);
    fs.utimesSync(file, mtime, mtime);
    assert.equal((await (await SensFile.open(file)).index()).count, 3, 'the kept table is not used');
    fs.utimesSync(file, mtime, new Date(mtime.getTime() + 5000));
    assert.equal((await (await SensFile.open(file)).index()).count, 0, 'the table of another file is used');
  });

  it('of more than 4 GiB are read at their end', async () => {
    // Six sparse frames of 768 MiB of raw colour, and one that is small.
    const fixture = { colourSize: [16384, 16384], depthSize: [3, 2] } as const;
    const file = folder.path('large.sens');
    const handle = fs.openSync(file, 'w');
    let at = fs.writeSync(handle, sensHeaderBytes(fixture, 7));
    const size = 16384 * 16384 * 3;
    for (let i = 0; i < 6; i++) {
      const head = sensFrameBytes({ colour: new Uint8Array(0), depth: new Uint8Array(0) }, i);
      head.writeBigUInt64LE(BigInt(size), 80);
      fs.writeSync(handle, head, 0, head.length, at);
      at += head.length + size;
    }
    fs.writeSync(handle, sensFrameBytes({ colour: new Uint8Array(0), depth: rawDepth(depth) }, 6), 0, null, at);
    fs.closeSync(handle);
    const sens = await SensFile.open(file);
    const { count, offsets } = await sens.index();
    assert.equal(count, 7);
    assert.ok(offsets[6] > 2 ** 32, String(offsets[6]));
    const frame = await sens.frame(6);
    assert.equal(frame.colourTime, 7e6);
    assert.deepEqual([...(await decodeSensDepth(sens.header, frame)).values], depth);
  });

  it('of 2,000 frames take no more memory at the end than at the beginning', async () => {
    const fixture = { colourSize: [48, 36], depthSize: [48, 36], depthCompression: 1 } as const;
    const file = folder.write('scans/scene0000_00/scene0000_00.sens', sensHeaderBytes(fixture, 2000));
    const colour = new Uint8Array(48 * 36 * 3);
    const compressed = zlibDepth(Uint16Array.from({ length: 48 * 36 }, (_, i) => 1000 + (i % 977)));
    for (let begin = 0; begin < 2000; begin += 200)
      fs.appendFileSync(
        file,
        Buffer.concat(
          Array.from({ length: 200 }, (_, k) =>
            sensFrameBytes({ colour: colour.fill(k), depth: compressed }, begin + k),
          ),
        ),
      );
    const dataset = await scannet({ root: folder.path() });
    const frames = frameIds(dataset);
    // Two gaps of 100 frames lie between the splits.
    assert.equal(frames.length, 1800);
    const held = async (from: number, to: number): Promise<number> => {
      for (const frame of frames.slice(from, to)) assert.equal((await dataset.load(frame)).width, 48);
      // What was decoded last is let go of between two turns of the event loop.
      for (let turn = 0; turn < 3; turn++) {
        await new Promise((resolve) => setImmediate(resolve));
        collectGarbage();
      }
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
    const before = await held(0, 100);
    const rssBefore = process.memoryUsage.rss();
    const after = await held(100, 1800);
    const rssAfter = process.memoryUsage.rss();
    assert.ok(after - before < 3e6, `${after - before} bytes more are held`);
    assert.ok(rssAfter - rssBefore < 2e8, `RSS has grown by ${rssAfter - rssBefore}`);
  });

  it('of any bytes end in frames or in an InputError', async () => {
    const sound = sensBytes({ ...sizes, depthCompression: 1, imu: [] }, [
      { colour: rgb, depth: zlibDepth(depth) },
      raw(),
    ]);
    const read = async (bytes: Uint8Array): Promise<void> => {
      const sens = await SensFile.open(folder.write('any.sens', bytes));
      for (let i = 0; i < Math.min(3, sens.header.frameCount); i++) {
        const frame = await sens.frame(i);
        await decodeSensColour(sens.header, frame);
        await decodeSensDepth(sens.header, frame);
      }
      await sens.imu();
    };
    const mutation = fc.tuple(fc.nat(sound.length - 1), fc.nat(255), fc.nat(sound.length));
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), async (mutations) => {
        let bytes = Buffer.from(sound);
        for (const [at, value, cut] of mutations) {
          if (at < bytes.length) bytes[at] = value;
          if (cut % 5 === 0) bytes = bytes.subarray(0, cut);
        }
        await read(bytes).catch((error: unknown) => assert.ok(error instanceof InputError, String(error)));
      }),
      { numRuns: 150 },
    );
  });
});

function collectGarbage(): void {
  v8.setFlagsFromString('--expose-gc');
  (vm.runInNewContext('gc') as () => void)();
}
