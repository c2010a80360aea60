import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { scannet, type ScannetOptions } from '../../../data-loaders/scannet/index.js';
import { writePng } from '../../../src/formats/index.js';
import { isRigid, type Pose } from '../../../src/geometry/index.js';
import { assertAllClose } from '../../support/assert-all-close.js';
import { zipBytes } from '../../support/write-zip.js';
import { room, roomFromCamera } from '../posed-rgbd/recording.js';
import { isInputError, temporaryFolder } from './temporary.js';
import {
  colourPng,
  colourSize,
  depthSize,
  idsPng,
  labelTable,
  lostPose,
  matrixText,
  millimetres,
  roomSens,
  write25k,
  writeCppExport,
  writeMesh,
  writePythonExport,
} from './write-scans.js';

const lost = new Float64Array(16).fill(-Infinity);

describe('ScanNet', () => {
  const folder = temporaryFolder();
  const open = (options: Partial<ScannetOptions> = {}) => scannet({ root: folder.path(), ...options });
  const loadFirst = async (options: Partial<ScannetOptions> = {}) => {
    const dataset = await open(options);
    return dataset.load(dataset.scenes[0].frames[0]);
  };

  describe('yields the same frames', () => {
    const layouts: [string, string[], () => void][] = [
      ['sens', ['000000', '000001', '000002'], () => folder.write('scans/scene0001_00/scene0001_00.sens', roomSens(3))],
      ['frames25k', ['000000', '000100', '000200'], () => write25k(folder.write, 'scannet_frames_25k/scene0001_00', 3)],
      ['export', ['0', '25', '50'], () => writePythonExport(folder.write, 'scene0001_00', 3)],
      ['export', ['000000', '000001', '000002'], () => writeCppExport(folder.write, 'scene0001_00', 3)],
    ];
    for (const [layout, names, write] of layouts)
      it(`from layout ${layout} with names like ${names[1]}`, async () => {
        write();
        const dataset = await open();
        assert.equal(dataset.layout, layout);
        assert.deepEqual(
          dataset.scenes.map(({ id }) => id),
          ['scene0001_00'],
        );
        assert.deepEqual(
          dataset.scenes[0].frames,
          names.map((name) => `scene0001_00/${name}`),
        );
        for (const kind of ['depth', 'normals', 'pose', 'cloud'] as const) assert.ok(dataset.modalities.includes(kind));
        const { id, scene, width, height, camera, depth, worldFromCamera, rgb, trackingLost } = await dataset.load(
          dataset.scenes[0].frames[2],
        );
        assert.deepEqual([id, scene, width, height], [`scene0001_00/${names[2]}`, 'scene0001_00', 80, 60]);
        assert.deepEqual(camera, { width: 80, height: 60, fx: 50, fy: 50, cx: 39.5, cy: 29.5 });
        assertAllClose(
          depth!,
          Float32Array.from(millimetres(2), (value) => value / 1000),
        );
        assertAllClose(worldFromCamera!, roomFromCamera(2), { atol: 1e-6 });
        assert.equal(trackingLost, undefined);
        // Two columns of colour to one of depth: (2u + 2u + 1)/2 rounds up.
        assert.deepEqual([...rgb.subarray(0, 9)], [2, 1, 100, 2, 3, 100, 2, 5, 100]);
      });
  });

  it('sorts unpadded names by number and keeps every n-th', async () => {
    writePythonExport(folder.write, 'scene0001_00', 6);
    const names = async (every: number) => (await open({ every })).scenes[0].frames.map((id) => id.split('/')[1]);
    assert.deepEqual(await names(1), ['0', '25', '50', '75', '100', '125']);
    assert.deepEqual(await names(2), ['0', '50', '100']);
    folder.write('scans/scene0001_00/scene0001_00.sens', roomSens(5));
    const { scenes } = await open({ every: 2 });
    assert.deepEqual(
      scenes[0].frames,
      ['000000', '000002', '000004'].map((name) => `scene0001_00/${name}`),
    );
  });

  it('recognises lost poses in every layout', async () => {
    folder.write('a/scans/scene0001_00/scene0001_00.sens', roomSens(2, { 1: lost }));
    write25k(folder.write, 'b/scannet_frames_25k/scene0001_00', 2);
    folder.write('b/scannet_frames_25k/scene0001_00/pose/000100.txt', lostPose);
    writeCppExport(folder.write, 'c/scene0001_00', 2);
    folder.write('c/scene0001_00/frame-000001.pose.txt', lostPose.replace(/-inf/g, '-1.#INF'));
    for (const root of ['a', 'b', 'c']) {
      const dataset = await scannet({ root: folder.path(root), width: 20, height: 15 });
      // Twice, since the second time it is read from the cache.
      for (let time = 0; time < 2; time++) {
        const [first, second] = await Promise.all(dataset.scenes[0].frames.map((frame) => dataset.load(frame)));
        assert.ok(isRigid(first.worldFromCamera!), root);
        assert.deepEqual([first.trackingLost, second.trackingLost], [undefined, true], root);
        assert.ok(!('worldFromCamera' in second) || second.worldFromCamera === undefined);
        assert.ok(second.depth!.some((z) => z > 0));
      }
      // The frame without a pose is left out of the cloud, not put anywhere.
      const { positions, count } = await dataset.cloud('scene0001_00');
      assert.ok(count > 50);
      for (let i = 0; i < positions.length; i++) assert.ok(positions[i] > -0.1 && positions[i] < room[i % 3] + 0.1);
    }
  });

  describe('labels', () => {
    const id = 'scene0001_00';

    it('of scannet_frames_25k are NYU40 ids; instances below 1000 are none', async () => {
      write25k(folder.write, `scannet_frames_25k/${id}`, 1);
      const dataset = await open();
      const { semantics, rawSemantics, instances, boxes } = await dataset.load(dataset.scenes[0].frames[0]);
      assert.deepEqual(
        [semantics![0], semantics![79]].map((label) => dataset.classes[label]),
        ['chair', 'blinds'],
      );
      const box = { x: 0, y: 0, width: 40, height: 60, class: 'chair', classId: 5, instance: 5002 };
      assert.deepEqual(boxes, [box]);
      assert.ok(dataset.modalities.includes('boxes'));
      assert.deepEqual([instances![0], instances![39], instances![40], instances![79]], [5002, 5002, 0, 0]);
      const benchmark = await open({ labels: 'scannet20' });
      const other = await benchmark.load(dataset.scenes[0].frames[0]);
      assert.deepEqual([other.semantics![0], other.semantics![79]], [5, 0]);
      assert.deepEqual(other.rawSemantics, rawSemantics);
      assert.deepEqual([rawSemantics![0], rawSemantics![79]], [5, 13]);
      assert.deepEqual([benchmark.classes.length, benchmark.legend!.length], [21, 21]);
      assert.notEqual(benchmark.fingerprint, dataset.fingerprint);
    });

    const zip = (name: string, image: Uint8Array): Uint8Array =>
      zipBytes([0, 1, 10, 2].map((i) => ({ name: `${name}/${i}.png`, content: image })));

    it('of .sens files are read out of the archives beside it, filtered ones first', async () => {
      const scan = `scans/${id}/${id}`;
      folder.write(`${scan}.sens`, roomSens(3));
      folder.write('scannetv2-labels.combined.tsv', labelTable);
      folder.write(`${scan}_2d-label.zip`, zip('label', idsPng(Uint16Array, 1, 1)));
      folder.write(`${scan}_2d-label-filt.zip`, zip('label-filt', idsPng(Uint16Array, 2, 1163)));
      folder.write(`${scan}_2d-instance.zip`, zip('instance', idsPng(Uint8Array, 0, 7)));
      const dataset = await open();
      assert.ok(dataset.modalities.includes('semantics') && dataset.modalities.includes('instances'));
      const { semantics, rawSemantics, instances } = await dataset.load(dataset.scenes[0].frames[2]);
      assert.deepEqual([rawSemantics![0], rawSemantics![79]], [2, 1163]);
      assert.deepEqual(
        [semantics![0], semantics![79]].map((label) => dataset.classes[label]),
        ['chair', 'otherprop'],
      );
      assert.deepEqual([instances![0], instances![79]], [0, 7]);
    });

    it('of exports are read from folders, and registered at any size', async () => {
      writePythonExport(folder.write, id, 2);
      const table = folder.write('tables/my-labels.tsv', labelTable);
      folder.write(`${id}/label-filt/0.png`, idsPng(Uint16Array, 2, 13));
      const small = writePng({ width: 40, height: 30, channels: 1, values: new Uint16Array(1200).fill(1163) });
      folder.write(`${id}/label-filt/25.png`, small);
      const dataset = await open({ labelTable: table });
      const [first, second] = await Promise.all(dataset.scenes[0].frames.map((frame) => dataset.load(frame)));
      assert.deepEqual([first.semantics![0], first.semantics![79]], [5, 13]);
      assert.ok(second.semantics!.every((label) => label === 40));
      assert.equal(first.instances, undefined);
    });

    it('without a table are left out, and that is said', async () => {
      writePythonExport(folder.write, id, 1);
      folder.write(`${id}/label-filt/0.png`, idsPng(Uint16Array, 2, 13));
      const dataset = await open();
      assert.ok(!dataset.modalities.includes('semantics'));
      assert.match(dataset.notes.join(' '), /Label images are left out: there is no scannetv2-labels\.combined\.tsv/);
      assert.equal((await dataset.load(dataset.scenes[0].frames[0])).semantics, undefined);
    });

    it('that are outside the table, of another depth, of another view or missing are refused by file', async () => {
      writePythonExport(folder.write, id, 1);
      folder.write('scannetv2-labels.combined.tsv', labelTable);
      const label = `${id}/label-filt/0.png`;
      const refused = async (image: Uint8Array, ...parts: RegExp[]) => {
        folder.write(label, image);
        await assert.rejects(loadFirst(), isInputError(...parts));
      };
      await refused(idsPng(Uint16Array, 2, 3), /label-filt\/0\.png holds label 3, which is not in .*combined\.tsv/);
      await refused(idsPng(Uint8Array, 2, 13), /label-filt\/0\.png is a PNG of 8 bits.*expected 16-bit/);
      await refused(idsPng(Uint16Array, 2, 13).subarray(0, 90), /label-filt\/0\.png is not a readable PNG/);
      const tall = writePng({ width: 30, height: 40, channels: 1, values: new Uint16Array(1200) });
      await refused(tall, /label-filt\/0\.png is 30×40, the colour image 160×120: another aspect ratio/);
      fs.rmSync(folder.path(label));
      folder.write(`${id}/label-filt/25.png`, idsPng(Uint16Array, 2, 13));
      await assert.rejects(loadFirst(), isInputError(/label-filt has no image 0\.png/));
      write25k(folder.write, `scannet_frames_25k/${id}`, 1);
      folder.write(`scannet_frames_25k/${id}/label/000000.png`, idsPng(Uint8Array, 41, 1));
      await assert.rejects(loadFirst(), isInputError(/label\/000000\.png holds label 41, which is not in NYU40/));
      folder.write(`scannet_frames_25k/${id}/label/000000.png`, idsPng(Uint8Array, 1, 1));
      folder.write(`scannet_frames_25k/${id}/instance/000000.png`, idsPng(Uint8Array, 1, 1));
      await assert.rejects(loadFirst(), isInputError(/instance\/000000\.png is a PNG of 8 bits/));
    });

    it('in a damaged archive are refused by archive and entry', async () => {
      const scan = `scans/${id}/${id}`;
      folder.write(`${scan}.sens`, roomSens(1));
      folder.write('scannetv2-labels.combined.tsv', labelTable);
      const whole = zip('label-filt', idsPng(Uint16Array, 2, 13));
      folder.write(`${scan}_2d-label-filt.zip`, whole.subarray(0, whole.length - 30));
      await assert.rejects(loadFirst(), isInputError(/_2d-label-filt\.zip is not a readable zip archive/));
      folder.write(`${scan}_2d-label-filt.zip`, zipBytes([{ name: '../0.png', content: idsPng(Uint16Array, 2, 13) }]));
      await assert.rejects(
        loadFirst(),
        isInputError(/_2d-label-filt\.zip is not a readable zip archive: .*\.\.\/0\.png/),
      );
      const image = idsPng(Uint16Array, 2, 13);
      folder.write(`${scan}_2d-label-filt.zip`, zipBytes([{ name: 'label-filt/0.png', content: image, checksum: 1 }]));
      await assert.rejects(loadFirst(), isInputError(/_2d-label-filt\.zip: entry label-filt\/0\.png .*checksum/));
    });
  });

  it('reads scannet_frames_25k.zip and tasks/scannet_frames_test.zip without unpacking them', async () => {
    const entries = (container: string, scan: string, labels: boolean): Uint8Array => {
      const files: { name: string; content: Uint8Array }[] = [];
      const write = (name: string, content: string | Uint8Array): number =>
        files.push({ name, content: Buffer.from(content as Uint8Array) });
      write25k(write, `${container}/${scan}`, 2, { labels });
      return zipBytes(files);
    };
    folder.write('scannet_frames_25k.zip', entries('scannet_frames_25k', 'scene0001_00', true));
    folder.write('tasks/scannet_frames_test.zip', entries('scannet_frames_test', 'scene0707_00', false));
    const dataset = await open();
    assert.deepEqual(
      dataset.scenes.map(({ id, split }) => [id, split]),
      [
        ['scene0001_00', 'train'],
        ['scene0707_00', 'test'],
      ],
    );
    const [train, test] = await Promise.all(dataset.scenes.map(({ frames }) => dataset.load(frames[1])));
    assert.deepEqual([train.semantics![0], test.semantics], [5, undefined]);
    assert.deepEqual(train.depth, test.depth);
    assert.match(dataset.notes.join(' '), /1 of 2 scans without labels, the first scene0707_00/);
    const alone = await scannet({ root: folder.path('tasks/scannet_frames_test.zip') });
    assert.deepEqual(
      alone.scenes.map(({ id, split }) => [id, split]),
      [['scene0707_00', 'test']],
    );
  });

  it('without depth has the camera and the size of the colour image', async () => {
    write25k(folder.write, 'scene0001_00', 1);
    for (const part of ['depth', 'pose']) fs.rmSync(folder.path(`scene0001_00/${part}`), { recursive: true });
    fs.rmSync(folder.path('scene0001_00/intrinsics_depth.txt'));
    const dataset = await open();
    assert.deepEqual(dataset.modalities, ['semantics', 'instances', 'boxes']);
    const { width, height, camera, depth, semantics, rgb, worldFromCamera, trackingLost } = await loadFirst();
    assert.deepEqual([width, height], [colourSize.width, colourSize.height]);
    assert.deepEqual([camera.fx, camera.cx], [100, 79.5]);
    assert.deepEqual([depth, worldFromCamera, trackingLost], [undefined, undefined, undefined]);
    assert.deepEqual([...rgb.subarray(3, 6)], [0, 1, 100]);
    assert.deepEqual([semantics![79], semantics![80]], [5, 13]);
    await assert.rejects(dataset.cloud('scene0001_00'), isInputError(/no frame with depth and a pose, and no mesh/));
  });

  it('applies the extrinsics of a file, if they are not the identity', async () => {
    // The colour camera stands .2 m to the right: 20 pixels of colour, 10 of depth, at one metre.
    const depthExtrinsic = Float64Array.of(1, 0, 0, -0.2, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);
    folder.write('scans/scene0001_00/scene0001_00.sens', roomSens(1, {}, { depthExtrinsic }));
    const { rgb, depth, worldFromCamera } = await loadFirst();
    assertAllClose(worldFromCamera!, roomFromCamera(0), { atol: 1e-6 });
    const [u, v] = [60, 30];
    const pixel = v * depthSize.width + u;
    const seen = 100 * (((u - 39.5) / 50) * depth![pixel] - 0.2) * (1 / depth![pixel]) + 79.5;
    assert.ok(Math.abs(rgb[pixel * 3 + 1] - seen) <= 0.51, `${rgb[pixel * 3 + 1]} is not ${seen}`);
    assert.ok(Math.abs(rgb[pixel * 3 + 1] - (2 * u + 0.5)) > 5);
  });

  it('is resized with its camera, and kept decoded', async () => {
    write25k(folder.write, 'scannet_frames_25k/scene0001_00', 1);
    const size = { width: 20, height: 15 };
    const first = await loadFirst(size);
    assert.deepEqual(first.camera, { ...size, fx: 12.5, fy: 12.5, cx: 9.875, cy: 7.375 });
    assert.deepEqual([first.rgb.length, first.depth!.length, first.semantics!.length], [900, 300, 300]);
    const whole = await loadFirst();
    assert.equal(first.depth![0], whole.depth![2 * 80 + 2]);
    assert.equal(first.normals!.length, 900);
    const kept = fs.readdirSync(folder.path('cache/scannet'));
    assert.equal(kept.length, 1);
    assert.deepEqual(await loadFirst(size), first);
    // What was kept is made again when a file changes.
    folder.write('scannet_frames_25k/scene0001_00/color/000000.png', colourPng(9));
    assert.equal((await loadFirst(size)).rgb[0], 9);
  });

  it('has clouds from the mesh where there is one, else from frames', async () => {
    write25k(folder.write, 'scannet_frames_25k/scene0001_00', 3);
    const fused = await (await open()).cloud('scene0001_00');
    const extent = [0, 1, 2].map((axis) => {
      const values = Array.from({ length: fused.count }, (_, i) => fused.positions[3 * i + axis]);
      return Math.max(...values) - Math.min(...values);
    });
    assert.ok(Math.abs(extent[2] - room[2]) < 0.02, `the room is ${extent[2]} m high`);
    const again = await (await open()).cloud('scene0001_00');
    assert.deepEqual(again, fused);
    writeMesh(folder.write, 'scans/scene0001_00/scene0001_00');
    assert.equal((await (await open({ layout: 'frames25k' })).cloud('scene0001_00')).count, 6);
  });

  it('turns poses and mesh along the walls, or neither', async () => {
    const scan = 'scans/scene0001_00/scene0001_00';
    folder.write(`${scan}.sens`, roomSens(1));
    writeMesh(folder.write, scan);
    folder.write('scans/scene0002_00/scene0002_00.sens', roomSens(1));
    // A quarter turn about z and a shift.
    const alignment: Pose = Float64Array.of(0, -1, 0, 3, 1, 0, 0, 5, 0, 0, 1, -1, 0, 0, 0, 1);
    folder.write(`${scan}.txt`, `axisAlignment = ${alignment.join(' ')} \nsceneType = Bedroom / Hotel\n`);
    const recorded = await open();
    const aligned = await open({ world: 'aligned' });
    const pose = async (dataset: typeof recorded, scene: number) =>
      (await dataset.load(dataset.scenes[scene].frames[0])).worldFromCamera!;
    const before = await pose(recorded, 0);
    assertAllClose(before, roomFromCamera(0), { atol: 1e-6 });
    const after = await pose(aligned, 0);
    assertAllClose([after[3], after[7], after[11]], [3 - before[7], 5 + before[3], before[11] - 1]);
    assertAllClose([after[0], after[4]], [-before[4], before[0]]);
    const vertex = (mesh: { positions: Float32Array }) => [...mesh.positions.subarray(6, 9)];
    assert.deepEqual(vertex(await recorded.mesh('scene0001_00')), [0, 2, 0]);
    assert.deepEqual(vertex(await aligned.mesh('scene0001_00')), [1, 5, -1]);
    assert.deepEqual(await pose(aligned, 1), await pose(recorded, 1));
    assert.match(aligned.notes.join(' '), /turned along the walls in 1 of 2 scans; the others have no axisAlignment/);
    const clouds = await Promise.all([recorded, aligned].map((dataset) => dataset.cloud('scene0001_00')));
    assert.notDeepEqual(clouds[0].positions, clouds[1].positions);
    folder.write(`${scan}.txt`, 'axisAlignment = 1 0 0\n');
    await assert.rejects(open({ world: 'aligned' }), isInputError(/scene0001_00\.txt.* has 3 numbers/));
  });

  it('says which frames a .sens file that is cut short has lost, and gives the others', async () => {
    const bytes = roomSens(3);
    folder.write('scans/scene0001_00/scene0001_00.sens', bytes.subarray(0, bytes.length - 10));
    const dataset = await open();
    const { frames } = dataset.scenes[0];
    assert.equal(frames.length, 3);
    assert.equal((await dataset.load(frames[1])).rgb[0], 1);
    await assert.rejects(dataset.load(frames[2]), isInputError(/scene0001_00\.sens has no frame 2.*2 of 3 frames/));
  });

  it('opens without reading a frame, and has a fingerprint of options and files', async () => {
    write25k(folder.write, 'scannet_frames_25k/scene0001_00', 2);
    for (const name of ['color/000000.png', 'depth/000100.png']) {
      const file = folder.path('scannet_frames_25k/scene0001_00', name);
      fs.truncateSync(file, 10);
    }
    const { fingerprint, scenes, ...dataset } = await open();
    assert.equal((await open({ every: 1 })).fingerprint, fingerprint);
    assert.notEqual((await open({ every: 2 })).fingerprint, fingerprint);
    assert.notEqual((await open({ width: 20, height: 15 })).fingerprint, fingerprint);
    fs.utimesSync(folder.path('scannet_frames_25k/scene0001_00/pose/000100.txt'), 1, 1);
    assert.notEqual((await open()).fingerprint, fingerprint);
    await assert.rejects(dataset.load(scenes[0].frames[0]), isInputError(/color\/000000\.png is not a readable image/));
    await assert.rejects(dataset.load(scenes[0].frames[1]), isInputError(/depth\/000100\.png is not a readable PNG/));
  });

  describe('refuses', () => {
    it('a root that is missing, or something else: it says what was expected and what is there', async () => {
      await assert.rejects(open({ root: folder.path('none') }), isInputError(/none: it does not exist/));
      folder.write('photos/a.jpg', '');
      folder.write('readme.md', '');
      await assert.rejects(
        open(),
        isInputError(
          /holds no scans of ScanNet/,
          /scans\/scene0000_00\/scene0000_00\.sens/,
          /scannet_frames_25k\/scene0000_00/,
          /Found: photos\/ readme\.md\./,
          /--root/,
        ),
      );
    });

    it('options that are unknown, impossible or not there', async () => {
      folder.write('scans/scene0001_00/scene0001_00.sens', roomSens(1));
      write25k(folder.write, 'scannet_frames_25k/scene0001_00', 1);
      await assert.rejects(open({ evry: 2 } as object), isInputError(/evry/));
      await assert.rejects(open({ every: 0 }), isInputError(/every/));
      await assert.rejects(open({ width: 32 }), isInputError(/width and height/));
      await assert.rejects(open(), isInputError(/several layouts: sens \(1 scan\), frames25k \(1 scan\).*--layout/));
      await assert.rejects(open({ layout: 'export' }), isInputError(/no scans in layout export; it has sens/));
      await assert.rejects(open({ layout: 'sens', labelTable: folder.path('x.tsv') }), isInputError(/x\.tsv/));
    });

    it('a scan or a frame that is there twice', async () => {
      write25k(folder.write, 'scannet_frames_25k/scene0001_00', 1);
      write25k(folder.write, 'scannet_frames_test/scene0001_00', 1);
      await assert.rejects(open(), isInputError(/scene0001_00 is there twice: .*frames_25k.* and .*frames_test/));
      fs.rmSync(folder.path('scannet_frames_test'), { recursive: true });
      folder.write('scannet_frames_25k/scene0001_00/color/0.jpg', '');
      await assert.rejects(open(), isInputError(/color has frame 0 twice, as 0\.jpg and 000000\.png/));
    });

    it('links that lead to themselves or out of the root', async () => {
      write25k(folder.write, 'root/scannet_frames_25k/scene0001_00', 1);
      fs.symlinkSync('scene0009_00', folder.path('root/scannet_frames_25k/scene0009_00'));
      const root = folder.path('root');
      assert.equal((await open({ root })).scenes.length, 1);
      const pose = folder.path('root/scannet_frames_25k/scene0001_00/pose/000000.txt');
      fs.renameSync(pose, folder.path('pose.txt'));
      fs.symlinkSync(folder.path('pose.txt'), pose);
      await assert.rejects(open({ root }), isInputError(/pose\/000000\.txt is a link out of/));
    });

    it('frames without their depth or pose, and poses and intrinsics that cannot be', async () => {
      write25k(folder.write, 'scene0001_00', 2);
      const refused = (...parts: RegExp[]) => assert.rejects(loadFirst(), isInputError(...parts));
      const [colour, pose] = ['intrinsics_color.txt', 'pose/000000.txt'].map((name) => `scene0001_00/${name}`);
      folder.write(pose, matrixText([...roomFromCamera(0).subarray(0, 12)]));
      await refused(/pose\/000000\.txt has 12 numbers; expected .*16/);
      folder.write(pose, matrixText([...roomFromCamera(0)].map((entry) => 2 * entry)));
      await refused(/pose\/000000\.txt is not a rotation and a translation/);
      folder.write(pose, 'one 2 3');
      await refused(/pose\/000000\.txt holds "one"/);
      fs.rmSync(folder.path(pose));
      await refused(/pose has no file of frame 0 like 000100\.txt/);
      folder.write(pose, matrixText(roomFromCamera(0)));
      folder.write(colour, '100 0 300 0\n0 100 59.5 0\n0 0 1 0\n0 0 0 1\n');
      await refused(/scene0001_00: colour has its principal point at \(300, 59\.5\), outside its images of 160×120/);
      folder.write(colour, '0 0 79.5\n0 100 59.5\n0 0 1\n');
      await refused(/intrinsics_color\.txt is not a camera matrix/);
      fs.rmSync(folder.path('scene0001_00/intrinsics_depth.txt'));
      await refused(/intrinsics_depth\.txt is missing/);
    });

    it('depth of 8 bits and a damaged PGM', async () => {
      writePythonExport(folder.write, 'a/scene0001_00', 1);
      const depth = writePng({ ...depthSize, channels: 1, values: new Uint8Array(4800) });
      folder.write('a/scene0001_00/depth/0.png', depth);
      await assert.rejects(loadFirst({ root: folder.path('a') }), isInputError(/depth\/0\.png is a PNG of 8 bits/));
      writeCppExport(folder.write, 'b/scene0001_00', 1);
      fs.truncateSync(folder.path('b/scene0001_00/frame-000000.depth.pgm'), 5000);
      const root = folder.path('b');
      await assert.rejects(loadFirst({ root }), isInputError(/frame-000000\.depth\.pgm is not a readable PGM/));
      writeCppExport(folder.write, 'b/scene0001_00', 1);
      const info = folder.path('b/scene0001_00/_info.txt');
      fs.writeFileSync(info, fs.readFileSync(info, 'utf8').replace('m_depthShift = 2000', 'm_depthShift = x'));
      await assert.rejects(loadFirst({ root }), isInputError(/_info\.txt has no usable m_depthShift/));
      fs.rmSync(info);
      await assert.rejects(open({ root }), isInputError(/_info\.txt is missing.*posed-rgbd/));
    });
  });
});
