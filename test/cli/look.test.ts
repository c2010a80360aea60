import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { readPng, writePng } from '../../src/formats/index.js';
import { alignscope, alignscopeJson, assertRefused, temporaryFolder } from './run-cli.js';

interface LookDocument {
  width: number;
  height: number;
  encoders: {
    name: string;
    colour: { r2: number };
    depth: { r2InWorld: number; likePosition: number };
    nearest: { frame: string }[][];
  }[];
  files: string[];
}

describe('look', () => {
  let folder: string;
  let photo: string;
  before(() => {
    folder = temporaryFolder();
    photo = path.join(folder, 'photo.png');
    const values = Uint8Array.from({ length: 90 * 60 * 3 }, (_, i) => (i * 7 + (i % 3) * 90 + (i >> 9) * 11) % 251);
    fs.writeFileSync(photo, writePng({ width: 90, height: 60, channels: 3, values }));
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('writes a page and single pictures of what each encoder sees', function () {
    this.timeout(120_000);
    const out = path.join(folder, 'seen');
    const asked = ['look', photo, '--encoders', 'cross-modal', '--at', '10,10', '--out', out];
    const { width, height, encoders, files } = alignscopeJson<LookDocument>(asked);
    assert.deepEqual([width, height], [68, 46]);
    assert.deepEqual(encoders.map(({ name }) => name), ['cross-modal']); // prettier-ignore
    for (const { colour, depth, nearest } of encoders) {
      assert.ok(colour.r2 < 1 && depth.r2InWorld > 0.1 && depth.r2InWorld < 0.6 && Math.abs(depth.likePosition) < 1);
      assert.equal(nearest.length, 1);
      assert.ok(nearest[0].length === 3 && nearest[0].every(({ frame }) => frame.startsWith('test-')));
    }
    assert.deepEqual(files.map((file) => path.basename(file)), fs.readdirSync(out).sort((a, b) => names.indexOf(a) - names.indexOf(b))); // prettier-ignore
    const page = readPng(fs.readFileSync(path.join(out, 'look.png')));
    assert.ok(page.width === 2160 && new Set(page.values.subarray(0, 1e6)).size > 20);
    assert.equal(readPng(fs.readFileSync(path.join(out, 'cross-modal-depth.png'))).width % 34, 0);
  });

  it('says what is wrong with a request', () => {
    const refused = (args: string[], ...says: RegExp[]): void =>
      assertRefused(alignscope(['look', ...args, '--backend', 'cpu']), { code: 2, says });
    fs.writeFileSync(path.join(folder, 'words.jpg'), 'no picture');
    refused([path.join(folder, 'words.jpg')], /words\.jpg cannot be read as a picture.*Give a whole JPEG/);
    refused([photo, '--encoders', 'zoo', 'none'], /two encoders none/);
  });
});

const names = ['look', 'seen', 'position-depth', ...['colour', 'depth', 'features'].map((what) => `cross-modal-${what}`)].map((name) => `${name}.png`); // prettier-ignore
