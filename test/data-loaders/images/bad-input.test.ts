import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { images } from '../../../data-loaders/images/index.js';
import { writePng } from '../../../src/formats/index.js';
import { InputError } from '../../../src/support/errors.js';
import { alignscope } from '../../cli/run-cli.js';
import { zipBytes, type ZipFixture } from '../../support/write-zip.js';

const picture = writePng({ width: 6, height: 4, channels: 3, values: new Uint8Array(72).fill(7) });

describe('a folder of images with damaged files', () => {
  let root: string;
  const inRoot = (...parts: string[]): string => path.join(root, ...parts);
  beforeEach(() => (root = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-images-'))));
  afterEach(() => fs.rmSync(root, { recursive: true }));

  const refused = (work: Promise<unknown>, says: RegExp): Promise<void> =>
    assert.rejects(work, (error: Error) => {
      assert.ok(error instanceof InputError, error.stack);
      assert.match(error.message, says);
      return true;
    });

  it('refuses archives that are cut short, mislead or are bombs', async () => {
    const zip = inRoot('all.zip');
    const load = async (bytes: Uint8Array): Promise<unknown> => {
      fs.writeFileSync(zip, bytes);
      return (await images({ root: zip })).load('a.png');
    };
    const entry: ZipFixture = { name: 'a.png', content: picture };
    await load(zipBytes([entry]));
    await refused(load(zipBytes([entry]).subarray(0, -10)), /all\.zip is not a readable zip archive/);
    await refused(load(zipBytes([entry, { ...entry, name: '../b.png' }])), /all\.zip .*\.\.\/b\.png/);
    await refused(load(zipBytes([entry, entry])), /"a\.png" is there twice/);
    const link = { name: 'b.png', content: Buffer.from('/etc/passwd'), mode: 0o120777 };
    await refused(load(zipBytes([entry, link])), /"b\.png" is a symbolic link/);
    await refused(load(zipBytes([{ ...entry, content: new Uint8Array(2 ** 24 + 1) }])), /a\.png .* as zip bombs do/);
    await refused(load(zipBytes([{ ...entry, checksum: 1 }])), /a\.png cannot be read: its checksum is wrong/);
  });

  it('enters every folder once, and names links that lead nowhere, to themselves or out of the root', async () => {
    fs.mkdirSync(inRoot('photos', 'in'), { recursive: true });
    fs.writeFileSync(inRoot('photos', 'in', 'a.png'), picture);
    fs.symlinkSync('..', inRoot('photos', 'in', 'up'));
    fs.symlinkSync('in', inRoot('photos', 'other'));
    const open = () => images({ root: inRoot('photos') });
    assert.deepEqual(
      (await open()).scenes.map(({ id }) => id),
      ['in/a.png'],
    );
    const linked = inRoot('photos', 'b.png');
    for (const [target, says] of [
      ['nowhere.png', /b\.png: it does not exist/],
      ['b.png', /b\.png is a link that leads to itself/],
      ['/etc/hostname', /b\.png is a link out of .*photos/],
    ] as const) {
      fs.symlinkSync(target, linked);
      await refused(open(), says);
      fs.rmSync(linked);
    }
  });

  it('counts every image that data check skips', () => {
    for (const name of ['1.png', '2.png', '3.jpg']) fs.writeFileSync(inRoot(name), picture);
    fs.truncateSync(inRoot('2.png'), 40);
    fs.writeFileSync(inRoot('3.jpg'), 'no image');
    const { code, stdout } = alignscope(['data', 'check', 'images', '--root', root, '--on-error', 'skip']);
    assert.equal(code, 0);
    for (const says of [
      /^2\.png: .*2\.png is not a readable image/m,
      /^3\.jpg: .*3\.jpg is not a readable image/m,
      /^2 of 3 frames cannot be used and were skipped\.$/m,
    ])
      assert.match(stdout, says);
  });
});
