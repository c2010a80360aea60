import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { checkDataset } from '../../../data-loaders/check-dataset.js';
import { cityscapes } from '../../../data-loaders/cityscapes/index.js';
import { InputError } from '../../../src/support/errors.js';
import { alignscope } from '../../cli/run-cli.js';
import { zipBytes, type ZipFixture } from '../../support/write-zip.js';
import { fileOf, frameFiles, labelsOf, png, storedInstances, writeFiles, type Place } from './street.js';

const aachen: Place = { split: 'train', city: 'aachen' };
const id = 'aachen_000000/000019';

describe('Cityscapes with damaged files', () => {
  let root: string;
  const inRoot = (...parts: string[]): string => path.join(root, ...parts);

  beforeEach(() => (root = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-cityscapes-'))));
  afterEach(() => fs.rmSync(root, { recursive: true }));

  const refused = (work: Promise<unknown>, ...says: RegExp[]): Promise<void> =>
    assert.rejects(work, (error: Error) => {
      assert.ok(error instanceof InputError, error.stack);
      for (const text of says) assert.match(error.message, text);
      return true;
    });
  const load = async (): Promise<unknown> => (await cityscapes({ root, right: true })).load(id);

  it('names the image that is cut short, whichever it is', async () => {
    for (const [type, ending] of [
      ['leftImg8bit', 'leftImg8bit.png'],
      ['rightImg8bit', 'rightImg8bit.png'],
      ['gtFine', 'gtFine_labelIds.png'],
      ['gtFine', 'gtFine_instanceIds.png'],
      ['disparity', 'disparity.png'],
    ] as const) {
      writeFiles(root, frameFiles(aachen));
      const file = inRoot(fileOf(aachen, type, ending));
      fs.truncateSync(file, fs.statSync(file).size - 20);
      await refused(load(), new RegExp(`${ending.replace('.', '\\.')} is not a readable`));
      fs.truncateSync(file, 0);
      await refused(load(), new RegExp(`${ending.replace('.', '\\.')} is not a readable`));
    }
  });

  it('refuses archives that are cut short, mislead or are bombs', async () => {
    const entries = (): ZipFixture[] => [...frameFiles(aachen)].map(([name, content]) => ({ name, content }));
    const archive = 'leftImg8bit_trainvaltest.zip';
    const refusedArchive = async (bytes: Uint8Array, ...says: RegExp[]): Promise<void> => {
      fs.writeFileSync(inRoot(archive), bytes);
      await refused(load(), /leftImg8bit_trainvaltest\.zip/, ...says);
    };
    const whole = zipBytes(entries());
    await refusedArchive(whole.subarray(0, whole.length - 100), /not a readable zip archive/);
    const content = new Uint8Array(4);
    await refusedArchive(zipBytes([...entries(), { name: 'gtFine/../../evil.png', content }]), /evil\.png/);
    await refusedArchive(zipBytes([...entries(), { name: '/etc/evil.png', content }]), /evil\.png/);
    const [image, ...others] = entries();
    await refusedArchive(zipBytes([image, image, ...others]), /leftImg8bit\.png" is there twice/);
    await refusedArchive(zipBytes([{ ...image, checksum: 1 }, ...others]), /its checksum is wrong/);
    const bomb = { ...image, content: new Uint8Array(2 ** 24 + 1) };
    await refusedArchive(zipBytes([bomb, ...others]), /leftImg8bit\.png cannot be read: .* as zip bombs do/);
  });

  it('reads on where links go round in circles, and names those that lead to themselves', async () => {
    writeFiles(root, frameFiles(aachen));
    fs.symlinkSync('.', inRoot('leftImg8bit_again'));
    fs.symlinkSync('..', inRoot('leftImg8bit', 'train', 'up'));
    fs.symlinkSync('itself', inRoot('gtFine', 'train', 'itself'));
    const dataset = await cityscapes({ root });
    assert.deepEqual(
      dataset.scenes.map(({ frames }) => frames),
      [[id]],
    );
    await dataset.load(id);
    const own = path.basename(fileOf({ ...aachen, number: '000001_000019' }, 'leftImg8bit', 'leftImg8bit.png'));
    fs.symlinkSync(own, inRoot('leftImg8bit', 'train', 'aachen', own));
    await refused(cityscapes({ root }), /aachen_000001_000019_leftImg8bit\.png is a link that leads to itself/);
  });

  it('counts every frame that data check skips', async () => {
    const place = (i: number): Place => ({ ...aachen, number: `00000${i}_000019` });
    for (let i = 0; i < 5; i++) writeFiles(root, frameFiles(place(i)));
    fs.truncateSync(inRoot(fileOf(place(1), 'leftImg8bit', 'leftImg8bit.png')), 60);
    fs.rmSync(inRoot(fileOf(place(2), 'camera', 'camera.json')));
    const labels = labelsOf(storedInstances()).fill(34, 0, 1);
    writeFiles(root, [[fileOf(place(3), 'gtFine', 'gtFine_labelIds.png'), png(labels)]]);
    const { code, stdout } = alignscope(['data', 'check', 'cityscapes', '--root', root, '--on-error', 'skip']);
    assert.equal(code, 0);
    for (const says of [
      /^aachen_000001\/000019: .*_leftImg8bit\.png is not a readable image/m,
      /^aachen_000002\/000019: .*_camera\.json is missing/m,
      /^aachen_000003\/000019: .*_labelIds\.png holds 34 at column 0, row 0, which is no label/m,
      /^3 of 5 frames cannot be used and were skipped\.$/m,
    ])
      assert.match(stdout, says);
    await refused(checkDataset(await cityscapes({ root }), { stop: true }), /^aachen_000001\/000019: /);
  });
});
