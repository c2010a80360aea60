import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { posedRgbd } from '../../../data-loaders/posed-rgbd/index.js';
import type { SceneDataset } from '../../../data-loaders/sample.js';
import { readPng, writePng } from '../../../src/formats/index.js';
import {
  fuseCloud,
  correspondences,
  isRigid,
  overlap,
  rotateDirection,
  rotateDirections,
  type PosedDepth,
} from '../../../src/geometry/index.js';
import { InputError } from '../../../src/support/errors.js';
import { assertAllClose } from '../../support/assert-all-close.js';
import { needsRealData, realFile } from '../../support/real-data.js';
import { depthOf, poseText, recorded, room, writeRecording } from './recording.js';

describe('posed RGB-D folders', () => {
  let folder: string;
  let root: string;
  let cacheBefore: string | undefined;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-posed-'));
    root = path.join(folder, 'kitchen');
    cacheBefore = process.env.ALIGNSCOPE_CACHE;
    process.env.ALIGNSCOPE_CACHE = path.join(folder, 'cache');
  });
  afterEach(() => {
    if (cacheBefore === undefined) delete process.env.ALIGNSCOPE_CACHE;
    else process.env.ALIGNSCOPE_CACHE = cacheBefore;
    fs.rmSync(folder, { recursive: true });
  });

  const inRoot = (name: string) => path.join(root, name);

  it('give back colour and depth exactly at the recorded size', async () => {
    await writeRecording(root, { frames: 20 });
    const dataset = posedRgbd({ root });
    const { scenes } = dataset;
    const first = await dataset.load(scenes[0].frames[0]);
    assert.equal(first.id, 'kitchen-part00/frame-000000');
    assert.deepEqual([first.width, first.height], [recorded.width, recorded.height]);
    assert.deepEqual([...first.rgb.subarray(0, 6)], [0, 0, 100, 0, 1, 100]);
    const truth = depthOf(0).map((z) => Math.round(z * 1000) / 1000);
    truth[0] = 0;
    truth[1] = 0;
    assertAllClose(first.depth!, truth);
  });

  it('turn the world so that z is up and keep the frames consistent with each other', async () => {
    await writeRecording(root, { frames: 20 });
    const dataset = posedRgbd({ root });
    const frames = dataset.scenes.flatMap((scene) => scene.frames);
    const [a, b] = await Promise.all([dataset.load(frames[0]), dataset.load(frames[1])]);
    for (const sample of [a, b]) {
      assert.ok(isRigid(sample.worldFromCamera!));
      assertAllClose(rotateDirection(sample.worldFromCamera!, [0, -1, 0]), [0, 0, 1], { atol: 1e-9 });
    }
    const view = ({ camera, depth, worldFromCamera }: typeof a) => ({
      camera,
      depth: depth!,
      worldFromCamera: worldFromCamera!,
    });
    const found = correspondences(view(a), view(b), { tolerance: 0.02 });
    assert.ok(found.a.length > 0.7 * recorded.width * recorded.height, `${found.a.length} pixels correspond`);
    const { positions, count } = await dataset.cloud(dataset.scenes[0].id);
    const extent = [0, 1, 2].map((axis) => {
      const values = Array.from({ length: count }, (_, i) => positions[i * 3 + axis]);
      return Math.max(...values) - Math.min(...values);
    });
    assert.ok(Math.abs(extent[2] - room[2]) < 0.02, `the room is ${extent[2]} m high`);
  });

  it('stand upright though every camera looks down', async () => {
    // 25° down: the mean of the cameras' up directions leans as far when they all look the same way.
    await writeRecording(root, { frames: 12, pitch: 25, turn: 1 });
    const dataset = posedRgbd({ root });
    const sample = await dataset.load(dataset.scenes[0].frames[0]);
    const up = rotateDirection(sample.worldFromCamera!, [
      0,
      -Math.cos((25 * Math.PI) / 180),
      -Math.sin((25 * Math.PI) / 180),
    ]);
    assertAllClose(up, [0, 0, 1], { atol: 0.01 });
  });

  it('are resized with their camera: area for colour, nearest for depth', async () => {
    await writeRecording(root, { frames: 20, colourScale: 2 });
    const dataset = posedRgbd({ root, width: 20, height: 15 });
    const sample = await dataset.load(dataset.scenes[0].frames[0]);
    const { camera, rgb, depth } = sample;
    assert.deepEqual(
      [camera.width, camera.height, camera.fx, camera.fy, camera.cx, camera.cy],
      [20, 15, recorded.focal / 4, recorded.focal / 4, 10, 7.5],
    );
    // Eight columns of colour fall on one pixel: 0..7 have the mean 3.5, which rounds up.
    assert.deepEqual([...rgb.subarray(0, 6)], [0, 4, 100, 0, 12, 100]);
    const full = depthOf(0).map((z) => Math.round(z * 1000) / 1000);
    assert.equal(depth!.length, 300);
    depth!.forEach((z) => assert.ok(full.some((value) => Math.abs(value - z) < 1e-6)));
    // Normals of walls, floor and ceiling lie along the room's axes.
    const normals = sample.normals!;
    let known = 0;
    for (let i = 0; i < normals.length; i += 3) {
      if (normals[i + 2] === 0) continue;
      known++;
      const world = rotateDirection(sample.worldFromCamera!, [normals[i], normals[i + 1], normals[i + 2]]);
      assert.ok(Math.max(...world.map(Math.abs)) > 0.9, String(world));
    }
    assert.ok(known > 100);
  });

  it('read JPEG and every n-th frame', async () => {
    await writeRecording(root, { frames: 40, jpeg: true });
    const dataset = posedRgbd({ root, width: 20, height: 15, every: 2 });
    const names = dataset.scenes.flatMap((scene) => scene.frames).map((id) => id.split('/')[1]);
    assert.deepEqual(names.slice(0, 3), ['frame-000000', 'frame-000010', 'frame-000020']);
    const { rgb } = await dataset.load(dataset.scenes[0].frames[0]);
    assert.ok(Math.abs(rgb[2] - 100) < 8);
  });

  it('split one recording by time with gaps, and say so', async () => {
    await writeRecording(root, { frames: 100 });
    const { scenes, notes } = posedRgbd({ root });
    const splits = scenes.map((scene) => scene.split);
    assert.deepEqual(splits, ['train', 'train', 'val', 'test', 'test']);
    const index = (id: string) => Number(id.slice(-6)) / 5;
    const range = (split: string) => {
      const frames = scenes.filter((scene) => scene.split === split).flatMap((scene) => scene.frames.map(index));
      assert.deepEqual(
        frames,
        [...frames].sort((a, b) => a - b),
      );
      return [frames[0], frames.at(-1)!];
    };
    const [train, val, test] = ['train', 'val', 'test'].map(range);
    assert.equal(train[0], 0);
    assert.equal(test[1], 99);
    assert.equal(val[0] - train[1], 6, 'five frames between train and val');
    assert.equal(test[0] - val[1], 6, 'five frames between val and test');
    const all = scenes.flatMap((scene) => scene.frames);
    assert.equal(new Set(all).size, 90);
    assert.match(notes!.join(' '), /split by time with gaps.*Train and test see the same place/);
  });

  it('list no near-duplicates in validation and test, but make clouds of all frames', async () => {
    await writeRecording(root, { frames: 100, turn: 2 });
    const { scenes, cloud, load, notes } = posedRgbd({ root });
    const index = (id: string) => Number(id.slice(-6)) / 5;
    const steps = (split: string) =>
      scenes
        .filter((scene) => scene.split === split)
        .flatMap(({ frames }) => frames.slice(1).map((id, i) => index(id) - index(frames[i])));
    assert.deepEqual([...new Set(steps('train'))], [1]);
    assert.deepEqual([...new Set(steps('val'))], [3], '2° a frame: every third has turned by 5°');
    assert.deepEqual([...new Set(steps('test'))], [3]);
    assert.match(notes.join(' '), /closer than 0\.1 m and 5°/);
    const scene = scenes.find(({ split }) => split === 'test')!;
    const listed = await Promise.all(scene.frames.map(load));
    assert.ok((await cloud(scene.id)).count > fuseCloud(listed, { voxel: 0.05 }).count);
  });

  it('split five scenes or more by scene', async () => {
    for (let i = 0; i < 5; i++) await writeRecording(path.join(root, `room-${i}`), { frames: 3 });
    const { scenes, notes } = posedRgbd({ root });
    assert.deepEqual(
      scenes.map(({ id, split, frames }) => [id, split, frames.length]),
      [
        ['room-0', 'train', 3],
        ['room-1', 'train', 3],
        ['room-2', 'train', 3],
        ['room-3', 'val', 3],
        ['room-4', 'test', 3],
      ],
    );
    assert.match(notes![0], /split by scene/);
  });

  it('overlap the less the further apart they were taken', async () => {
    await writeRecording(root, { frames: 20 });
    const dataset = posedRgbd({ root, width: 40, height: 30 });
    const views: PosedDepth[] = [];
    for (const frame of dataset.scenes[0].frames) {
      const { camera, depth, worldFromCamera } = await dataset.load(frame);
      views.push({ camera, depth: depth!, worldFromCamera: worldFromCamera! });
    }
    // Turning by 6° a frame under a field of view of 77°.
    const shares = [0, 1, 3, 5, 7, 9].map((apart) => overlap(views[0], views[apart]));
    shares.slice(1).forEach((share, i) => assert.ok(share < shares[i], String(shares)));
    assert.ok(shares[1] > 0.8 && shares[5] < 0.5, String(shares));
  });

  it('are read from the cache the second time, and survive a damaged cache', async () => {
    await writeRecording(root, { frames: 20 });
    const dataset = posedRgbd({ root, width: 20, height: 15 });
    await dataset.prepare!();
    const frame = dataset.scenes[0].frames[0];
    const cache = path.join(folder, 'cache/posed-rgbd');
    const kept = new Map(fs.readdirSync(cache).map((name) => [name, fs.readFileSync(path.join(cache, name))]));
    assert.equal(kept.size, dataset.scenes.flatMap(({ frames }) => frames).length);
    const first = await dataset.load(frame);
    // With its images gone a frame can only come from the cache.
    const image = inRoot('frame-000000.depth.png');
    const bytes = fs.readFileSync(image);
    fs.writeFileSync(image, '');
    assert.deepEqual(await dataset.load(frame), first);
    await dataset.prepare!();
    for (const [name, content] of kept) {
      const changed = Uint8Array.from(content);
      changed[content.length - 1] ^= 0xff;
      fs.writeFileSync(path.join(cache, name), changed);
    }
    await assert.rejects(dataset.load(frame), /frame-000000\.depth\.png/);
    fs.writeFileSync(image, bytes);
    assert.deepEqual(await dataset.load(frame), first);
    const mended = [...kept].filter(([name, content]) => {
      const file = path.join(cache, name);
      return fs.existsSync(file) && content.equals(fs.readFileSync(file));
    });
    assert.equal(mended.length, 1, 'the frame is kept again');
  });

  it('have a fingerprint of options and files', async () => {
    await writeRecording(root, { frames: 20 });
    const { fingerprint } = posedRgbd({ root });
    assert.equal(posedRgbd({ root, every: 1 }).fingerprint, fingerprint);
    assert.notEqual(posedRgbd({ root, width: 20, height: 15 }).fingerprint, fingerprint);
    fs.utimesSync(inRoot('frame-000005.depth.png'), 1, 1);
    assert.notEqual(posedRgbd({ root }).fingerprint, fingerprint);
  });

  describe('refuse', () => {
    const opens = (options = {}) => posedRgbd({ root, ...options });
    const loadsAll = async (dataset: SceneDataset) => {
      for (const scene of dataset.scenes) for (const frame of scene.frames) await dataset.load(frame);
    };
    const isInputError =
      (...parts: RegExp[]) =>
      (error: Error) => {
        assert.ok(error instanceof InputError, error.stack);
        assert.equal(error.exitCode, 2);
        for (const part of parts) assert.match(error.message, part);
        return true;
      };

    it('a root that is missing or holds no frames', async () => {
      assert.throws(opens, isInputError(/kitchen: it does not exist/));
      fs.mkdirSync(root);
      assert.throws(opens, isInputError(/has no frame-000000\.color\.jpg/, /--root/));
    });

    it('unknown and impossible options', async () => {
      await writeRecording(root, { frames: 12 });
      assert.throws(() => opens({ evry: 2 }), isInputError(/evry/));
      assert.throws(() => opens({ every: 0 }), isInputError(/every/));
      assert.throws(() => opens({ width: 32 }), isInputError(/width and height/));
      assert.throws(() => opens({ every: 2 }), isInputError(/has 6 frames/, /Add frames, or leave fewer out/));
    });

    it('a frame without depth or pose, and missing or foreign intrinsics', async () => {
      await writeRecording(root, { frames: 12 });
      fs.renameSync(inRoot('frame-000010.depth.png'), inRoot('depth'));
      assert.throws(opens, isInputError(/frame-000010\.depth\.png is missing/, /remove the frame/));
      fs.renameSync(inRoot('depth'), inRoot('frame-000010.depth.png'));
      fs.rmSync(inRoot('frame-000015.pose.txt'));
      assert.throws(opens, isInputError(/frame-000015\.pose\.txt is missing/));
      fs.writeFileSync(inRoot('frame-000015.pose.txt'), poseText());
      fs.writeFileSync(inRoot('camera-intrinsics.txt'), '1170 0 648\n0 1170 484\n0 0 1\n');
      assert.throws(opens, isInputError(/camera-intrinsics\.txt/, /outside the depth image of 80×60/));
      fs.writeFileSync(inRoot('camera-intrinsics.txt'), '1170 0 648\n');
      assert.throws(opens, isInputError(/camera-intrinsics\.txt is not a camera matrix/));
      fs.rmSync(inRoot('camera-intrinsics.txt'));
      assert.throws(opens, isInputError(/camera-intrinsics\.txt: it does not exist/));
    });

    it('a pose that is lost, not rigid or incomplete', async () => {
      await writeRecording(root, { frames: 12 });
      const file = inRoot('frame-000020.pose.txt');
      for (const [text, fault] of [
        [poseText({ 3: 'nan' }), /holds nan/],
        [poseText({ 0: '-inf' }), /holds -inf/],
        [poseText({ 0: '2' }), /not a rotation/],
        ['1 0 0 0 0 1 0 0 0 0 1 0', /has 12 numbers/],
      ] as const) {
        fs.writeFileSync(file, text);
        assert.throws(opens, isInputError(/frame-000020\.pose\.txt/, fault, /remove the frame/i));
      }
    });

    it('images that are cut short, of 8 bits or of another size, naming the file', async () => {
      await writeRecording(root, { frames: 12, jpeg: true });
      const depth = inRoot('frame-000000.depth.png');
      const colour = inRoot('frame-000000.color.jpg');
      const good = fs.readFileSync(depth);
      const { values } = readPng(good);
      const bad: [Uint8Array, RegExp][] = [
        [good.subarray(0, good.length >> 1), /not a readable PNG/],
        [
          writePng({ width: 80, height: 60, channels: 1, values: Uint8Array.from(values, (v) => v >> 8) }),
          /1 channels of 8 bits/,
        ],
        [writePng({ width: 80, height: 60, channels: 3, values: new Uint16Array(14400) }), /3 channels of 16 bits/],
      ];
      for (const [bytes, fault] of bad) {
        fs.writeFileSync(depth, bytes);
        await assert.rejects(loadsAll(opens()), isInputError(/frame-000000\.depth\.png/, fault));
      }
      fs.writeFileSync(depth, good);
      const other = inRoot('frame-000005.depth.png');
      fs.writeFileSync(other, writePng({ width: 40, height: 30, channels: 1, values: new Uint16Array(1200) }));
      await assert.rejects(loadsAll(opens()), isInputError(/frame-000005\.depth\.png is 40×30/));
      fs.writeFileSync(other, good);
      const jpeg = fs.readFileSync(colour);
      fs.writeFileSync(colour, jpeg.subarray(0, jpeg.length >> 1));
      await assert.rejects(loadsAll(opens()), isInputError(/frame-000000\.color\.jpg is not a readable image/));
      fs.writeFileSync(colour, writePng({ width: 90, height: 50, channels: 3, values: new Uint8Array(13500) }));
      await assert.rejects(loadsAll(opens()), isInputError(/90×50/, /aspect ratio/));
      fs.writeFileSync(depth, 'no image');
      assert.throws(opens, isInputError(/frame-000000\.depth\.png is not a PNG/));
    });

    it('frames and scenes that are not there', async () => {
      await writeRecording(root, { frames: 12 });
      await assert.rejects(opens().load('kitchen/frame-9'), isInputError(/no frame kitchen\/frame-9/));
      await assert.rejects(opens().cloud('nowhere'), isInputError(/no scene nowhere/));
    });
  });
});

describe('the real posed RGB-D frames', () => {
  const root = realFile('posed-rgbd');
  const folder = path.join(os.tmpdir(), 'alignscope-posed-real');
  let cacheBefore: string | undefined;

  before(needsRealData('posed-rgbd'));
  before(() => {
    cacheBefore = process.env.ALIGNSCOPE_CACHE;
    process.env.ALIGNSCOPE_CACHE = folder;
  });
  after(() => {
    if (cacheBefore === undefined) delete process.env.ALIGNSCOPE_CACHE;
    else process.env.ALIGNSCOPE_CACHE = cacheBefore;
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('agree with each other: pixels that correspond have like colours and one cloud', async () => {
    const dataset = posedRgbd({ root, width: 64, height: 48 });
    const [scene] = dataset.scenes;
    const [a, b] = await Promise.all([dataset.load(scene.frames[0]), dataset.load(scene.frames[8])]);
    const found = correspondences(
      { camera: a.camera, depth: a.depth!, worldFromCamera: a.worldFromCamera! },
      { camera: b.camera, depth: b.depth!, worldFromCamera: b.worldFromCamera! },
    );
    assert.ok(found.a.length > 300, `${found.a.length} correspondences`);
    const difference = (pixelsB: Int32Array) =>
      found.a.reduce((sum, pixel, i) => sum + Math.abs(a.rgb[pixel * 3] - b.rgb[pixelsB[i] * 3]), 0) / found.a.length;
    const matched = difference(found.b);
    const shuffled = difference(found.b.map((_, i) => found.b[(i * 7 + 13) % found.b.length]));
    assert.ok(matched < shuffled / 2, `red differs by ${matched} where matched, ${shuffled} at random`);
  });

  it('stand upright: normals are vertical or horizontal, far more than chance would have it', async () => {
    const dataset = posedRgbd({ root, width: 64, height: 48 });
    let [aligned, known] = [0, 0];
    for (const scene of dataset.scenes) {
      const { normals, worldFromCamera } = await dataset.load(scene.frames[0]);
      const world = rotateDirections(worldFromCamera!, normals!);
      for (let i = 0; i < world.length; i += 3) {
        if (normals![i + 2] === 0) continue;
        known++;
        const height = Math.abs(world[i + 2]);
        if (height > Math.cos(Math.PI / 12) || height < Math.sin(Math.PI / 12)) aligned++;
      }
    }
    // Directions drawn evenly from the sphere are so with probability 1 − cos 15° + sin 15° = .29.
    assert.ok(aligned > 0.7 * known, `${aligned} of ${known}`);
  });
});
