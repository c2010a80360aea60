import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { checkDataset } from '../../../data-loaders/check-dataset.js';
import { nyuv2, type NyuOptions } from '../../../data-loaders/nyu/index.js';
import { writePng } from '../../../src/formats/index.js';
import { encodeJpeg } from '../../../src/image/index.js';
import { alignscope } from '../../cli/run-cli.js';
import { zipBytes, type ZipFixture } from '../../support/write-zip.js';
import { labelled, netpbm, writeFile, writeH5, writeLabelled } from './nyu-files.js';
import { rejects } from './rejects.js';

const size = { width: 8, height: 6 };
const colourPng = writePng({ ...size, channels: 3, values: new Uint8Array(144).fill(50) });
const depthPng = writePng({ ...size, channels: 1, values: new Uint16Array(48).fill(2000) });

describe('NYU Depth v2 with damaged files', () => {
  let root: string;

  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-nyu-'));
  });
  afterEach(() => fs.rmSync(root, { recursive: true }));

  const write = (content: Uint8Array | string, ...parts: string[]) => writeFile(content, root, ...parts);
  const open = (options: Partial<NyuOptions> = {}) => nyuv2({ root, ...options });
  const writeFrame = (folder: string, number: string) => {
    write(colourPng, folder, `rgb_${number}.png`);
    write(depthPng, folder, `sync_depth_${number}.png`);
  };

  it('names the JPEG and the depth that are cut short', async () => {
    const folder = 'sync/basement_0001a';
    const load = async () => (await open()).load('basement_0001a/00000');
    const jpeg = await encodeJpeg(new Uint8Array(64 * 48 * 3).fill(90), 64, 48, 90);
    write(jpeg, folder, 'rgb_00000.jpg');
    assert.equal((await load()).rgb[0], 90);
    write(jpeg.subarray(0, jpeg.length >> 1), folder, 'rgb_00000.jpg');
    await rejects(load(), /rgb_00000\.jpg is not a readable image/);
    fs.rmSync(path.join(root, folder, 'rgb_00000.jpg'));
    write(colourPng, folder, 'rgb_00000.png');
    write(depthPng.subarray(0, depthPng.length - 20), folder, 'sync_depth_00000.png');
    await rejects(load(), /sync_depth_00000\.png is not a readable PNG/);
  });

  it('refuses a frame that is there twice', async () => {
    writeFrame('sync/basement_0001a', '00000');
    write('', 'sync/basement_0001a/rgb_00000.jpg');
    await rejects(open(), /rgb_00000\.jpg and .*rgb_00000\.png are one frame/);
    const frame = { rgb: new Uint8Array(144), depth: new Float32Array(48), shape: [6, 8] as [number, number] };
    for (const folder of ['train', 'val'])
      await writeH5(path.join(root, 'nyudepthv2', folder, 'official/00001.h5'), frame);
    await rejects(open({ layout: 'h5' }), /has the frame official\/00001 twice/);
  });

  it('follows no link out of the root or to itself', async () => {
    const data = path.join(root, 'data');
    writeFrame('data/sync/basement_0001a', '00000');
    writeFrame('other/cafe_0001', '00000');
    fs.symlinkSync('loop', path.join(data, 'sync/loop'));
    fs.symlinkSync('..', path.join(data, 'sync/basement_0001a/up'));
    const inside = await nyuv2({ root: data });
    assert.deepEqual(
      inside.scenes.map(({ id }) => id),
      ['basement_0001a'],
    );
    fs.symlinkSync('rgb_00001.png', path.join(data, 'sync/basement_0001a/rgb_00001.png'));
    await rejects(nyuv2({ root: data }), /rgb_00001\.png is a link that leads to itself/);
    fs.rmSync(path.join(data, 'sync/basement_0001a/rgb_00001.png'));
    fs.symlinkSync(path.join(root, 'other/cafe_0001'), path.join(data, 'sync/cafe_0001'));
    await rejects(nyuv2({ root: data }), /cafe_0001 is a link out of .*data/);
  });

  it('refuses archives that mislead, and does not unpack zip bombs', async () => {
    const name = (kind: 'r' | 'd') => `cafe_0001/${kind}-1.000000-1.${kind === 'r' ? 'ppm' : 'pgm'}`;
    const depth = { name: name('d'), content: netpbm(size, new Uint16Array(48).fill(700)) };
    const colour = { name: name('r'), content: netpbm(size, new Uint8Array(144)) };
    const refused = async (entries: ZipFixture[], ...says: RegExp[]) => {
      write(zipBytes(entries), 'cafe.zip');
      await rejects(
        open().then((dataset) => dataset.load('cafe_0001/d-1.000000-1')),
        /cafe\.zip/,
        ...says,
      );
    };
    await refused([depth, colour, { name: '../evil.ppm', content: colour.content }], /\.\.\/evil\.ppm/);
    await refused([depth, colour, colour], /cafe_0001\/r-1\.000000-1\.ppm" is there twice/);
    await refused([depth, { ...colour, checksum: 1 }], /r-1\.000000-1\.ppm cannot be read: its checksum is wrong/);
    const bomb = netpbm({ width: 4096, height: 4096 }, new Uint8Array(4096 * 4096 * 3));
    await refused([depth, { ...colour, content: bomb }], /r-1\.000000-1\.ppm cannot be read: .* as zip bombs do/);
  });

  it('says that the labelled file cannot be read out of an archive', async () => {
    await writeLabelled(path.join(root, 'nyu.mat'));
    const content = fs.readFileSync(path.join(root, 'nyu.mat'));
    fs.rmSync(path.join(root, 'nyu.mat'));
    write(zipBytes([{ name: 'nyu_depth_v2_labeled.mat', content }]), 'nyu.zip');
    await rejects(open(), /nyu_depth_v2_labeled\.mat can only be read from a folder. Unpack/);
  });

  it('refuses labels outside of the names, one image at a time', async () => {
    const label = (n: number) => (n === 1 ? 4 : 1);
    await writeLabelled(path.join(root, 'nyu_depth_v2_labeled.mat'), { ...labelled, label });
    const { frames, skipped, problems } = await checkDataset(await open());
    assert.deepEqual([frames, skipped.frames], [3, 1]);
    assert.deepEqual(problems[0].frame, 'kitchen_0001a/0002');
    assert.match(problems[0].problem, /image 2 has label 4 .*labels end at 3/);
  });

  it('counts every frame that data check skips', async () => {
    for (const number of ['00000', '00001', '00002', '00003']) writeFrame('sync/basement_0001a', number);
    write(colourPng.subarray(0, 50), 'sync/basement_0001a/rgb_00001.png');
    write(writePng({ ...size, channels: 1, values: new Uint8Array(48) }), 'sync/basement_0001a/sync_depth_00002.png');
    const { code, stdout } = alignscope(['data', 'check', 'nyuv2', '--root', root, '--on-error', 'skip']);
    assert.equal(code, 0);
    for (const says of [
      /^basement_0001a\/00001: .*rgb_00001\.png is not a readable image/m,
      /^basement_0001a\/00002: .*sync_depth_00002\.png is a PNG of 8 bits/m,
      /^2 of 4 frames cannot be used and were skipped\.$/m,
    ])
      assert.match(stdout, says);
    await rejects(checkDataset(await open(), { stop: true }), /^basement_0001a\/00001: .*rgb_00001\.png/);
  });
});
