import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { checkDataset } from '../../../data-loaders/check-dataset.js';
import { scannet, type ScannetOptions } from '../../../data-loaders/scannet/index.js';
import { writePng } from '../../../src/formats/index.js';
import { encodeJpeg } from '../../../src/image/index.js';
import { alignscope } from '../../cli/run-cli.js';
import { zipBytes, type ZipFixture } from '../../support/write-zip.js';
import { isInputError, temporaryFolder } from './temporary.js';
import { colourSize, depthSize, idsPng, labelTable, roomSens, write25k } from './write-scans.js';

describe('ScanNet with damaged files', () => {
  const folder = temporaryFolder();
  const open = (options: Partial<ScannetOptions> = {}) => scannet({ root: folder.path(), ...options });
  const loadFirst = async () => {
    const dataset = await open();
    return dataset.load(dataset.scenes[0].frames[0]);
  };

  it('names the JPEG that is cut short', async () => {
    const scan = 'scannet_frames_25k/scene0001_00';
    write25k(folder.write, scan, 1);
    fs.rmSync(folder.path(scan, 'color/000000.png'));
    const { width, height } = colourSize;
    const jpeg = await encodeJpeg(new Uint8Array(width * height * 3).fill(90), width, height, 90);
    folder.write(`${scan}/color/000000.jpg`, jpeg);
    assert.equal((await loadFirst()).rgb[0], 90);
    folder.write(`${scan}/color/000000.jpg`, jpeg.subarray(0, jpeg.length >> 1));
    await assert.rejects(loadFirst(), isInputError(/color\/000000\.jpg is not a readable image/));
  });

  describe('in scannet_frames_25k.zip', () => {
    const entries = (): ZipFixture[] => {
      const files: ZipFixture[] = [];
      write25k(
        (name, content) => files.push({ name, content: Buffer.from(content as Uint8Array) }),
        'scannet_frames_25k/scene0001_00',
        1,
      );
      return files;
    };
    const archive = (...more: ZipFixture[]) => zipBytes([...entries(), ...more]);
    const refused = async (bytes: Uint8Array, ...says: RegExp[]) => {
      folder.write('scannet_frames_25k.zip', bytes);
      await assert.rejects(loadFirst(), isInputError(/scannet_frames_25k\.zip/, ...says));
    };
    const content = new Uint8Array(4);

    it('refuses an archive that is cut short', async () => {
      const whole = archive();
      await refused(whole.subarray(0, whole.length - 100), /not a readable zip archive/);
    });

    it('refuses names that lead out of it, or that it has twice', async () => {
      await refused(archive({ name: 'scannet_frames_25k/../../evil.txt', content }), /evil\.txt/);
      const [first] = entries();
      await refused(archive(first), /intrinsics_color\.txt" is there twice/);
      const name = 'scannet_frames_25k/scene0001_00/color/0.jpg';
      await refused(archive({ name, content }), /color has frame 0 twice/);
    });

    it('does not unpack a zip bomb', async () => {
      const bomb = { name: 'scannet_frames_25k/scene0001_00/color/000000.png', content: new Uint8Array(2 ** 24 + 1) };
      const others = entries().filter(({ name }) => name !== bomb.name);
      await refused(zipBytes([...others, bomb]), /color\/000000\.png cannot be read: .* as zip bombs do/);
    });
  });

  it('refuses an archive of labels that has a frame in two of its folders', async () => {
    const scan = 'scans/scene0001_00/scene0001_00';
    folder.write(`${scan}.sens`, roomSens(1));
    folder.write('scannetv2-labels.combined.tsv', labelTable);
    const content = idsPng(Uint16Array, 1, 2);
    const twice = ['label/0.png', 'other/0.png'].map((name) => ({ name, content }));
    folder.write(`${scan}_2d-label.zip`, zipBytes(twice));
    await assert.rejects(loadFirst(), isInputError(/_2d-label\.zip has frame 0 twice, as label\/0\.png and other\/0/));
  });

  it('goes on past scans that cannot be opened, says so, and fails when they are read', async () => {
    const sens = (scan: number, bytes: Uint8Array) =>
      folder.write(`a/scans/scene000${scan}_00/scene000${scan}_00.sens`, bytes);
    sens(1, roomSens(2).subarray(0, 50));
    sens(2, roomSens(2));
    sens(3, new Uint8Array(0));
    const dataset = await scannet({ root: folder.path('a') });
    assert.deepEqual(
      dataset.scenes.map(({ frames }) => frames.length),
      [1, 2, 1],
    );
    assert.match(dataset.notes.join(' '), /2 scans cannot be opened, the first scene0001_00 \(.*after 50 bytes/);
    assert.ok(dataset.modalities.includes('depth'));
    await assert.rejects(dataset.load('scene0003_00/000000'), isInputError(/scene0003_00\.sens is not a readable/));
    const { frames, clouds, skipped, problems } = await checkDataset(dataset);
    assert.deepEqual([frames, clouds, skipped], [4, 3, { frames: 2, clouds: 2 }]);
    assert.deepEqual(
      problems.map(({ frame }) => frame),
      ['scene0001_00/000000', 'scene0003_00/000000'],
    );

    for (const scan of [1, 2, 3]) write25k(folder.write, `b/scene000${scan}_00`, 1);
    fs.rmSync(folder.path('b/scene0001_00/intrinsics_depth.txt'));
    folder.write('b/scene0003_00/color/0.jpg', '');
    const images = await checkDataset(await scannet({ root: folder.path('b') }));
    assert.deepEqual(images.skipped.frames, 2);
    assert.match(images.problems[0].problem, /scene0001_00.intrinsics_depth\.txt is missing/);
    assert.match(images.problems[1].problem, /scene0003_00.color has frame 0 twice/);
  });

  it('counts every frame that data check skips', async () => {
    const scan = 'scannet_frames_25k/scene0001_00';
    write25k(folder.write, scan, 5);
    folder.write(`${scan}/depth/000100.png`, writePng({ ...depthSize, channels: 1, values: new Uint8Array(4800) }));
    folder.write(`${scan}/label/000200.png`, idsPng(Uint8Array, 5, 41));
    fs.truncateSync(folder.path(scan, 'color/000300.png'), 100);
    fs.rmSync(folder.path(scan, 'pose/000400.txt'));
    const { code, stdout } = alignscope(['data', 'check', 'scannet', '--root', folder.path(), '--on-error', 'skip']);
    assert.equal(code, 0);
    for (const says of [
      /^scene0001_00\/000100: .*depth.000100\.png is a PNG of 8 bits/m,
      /^scene0001_00\/000200: .*label.000200\.png holds label 41/m,
      /^scene0001_00\/000300: .*color.000300\.png is not a readable image/m,
      /^scene0001_00\/000400: .*pose has no file of frame 400/m,
      /^4 of 5 frames and 1 of 1 clouds cannot be used and were skipped\.$/m,
    ])
      assert.match(stdout, says);
    const stopped = checkDataset(await open(), { stop: true });
    await assert.rejects(stopped, isInputError(/^scene0001_00\/000100: .*000100\.png is a PNG of 8 bits/));
  });
});
