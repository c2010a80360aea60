import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { inspect } from 'node:util';
import { encoderSource } from '../../src/features/index.js';
import { readPng } from '../../src/formats/index.js';
import { buildEncoder } from '../../src/nn/index.js';
import { jupyterDisplay, look, type PhotographLook } from '../../src/notebook/index.js';
import { seeded } from '../../src/support/random.js';
import { dataset } from '../analysis/synthetic-dataset.js';
import { useBackend } from '../support/use-backend.js';

describe('a look in a notebook', () => {
  useBackend('wasm');
  const photograph = {
    name: 'mine.jpg',
    width: 120,
    height: 90,
    rgb: Uint8Array.from({ length: 120 * 90 * 3 }, (_, i) => ((i >> 4) * 37 + (i % 3) * 60) % 256),
  };
  let seen: PhotographLook;
  before(async () => {
    const encoder = buildEncoder({ architecture: 'unet-small', width: 4 }, seeded('look'));
    try {
      seen = await look(photograph, { encoders: { mine: encoder, again: encoderSource(encoder) }, world: dataset });
    } finally {
      encoder.dispose();
    }
  });

  it('shows itself as one page, and in words', async () => {
    const bundle = await seen[jupyterDisplay]();
    const page = readPng(Buffer.from(bundle['image/png'] as string, 'base64'));
    assert.equal(page.width, 1620);
    assert.ok((bundle['image/png'] as string).length < 1e6, 'no larger than notebooks should keep');
    assert.equal(bundle['text/plain'], inspect(seen));
    assert.match(inspect(seen), /^What is seen in mine\.jpg \(.+\)\nmine at out: R² of colour here .+\nagain at out: /);
  });

  it('is the same for the same encoder', () => {
    const [mine, again] = seen.look.encoders;
    assert.deepEqual({ ...again, name: 'mine' }, mine);
  });

  it('is saved as the page and its pictures', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'look-'));
    try {
      const files = (await seen.save(path.join(folder, 'new'))).map((file) => path.basename(file));
      assert.deepEqual(files.slice(0, 4), ['look.png', 'seen.png', 'position-depth.png', 'mine-colour.png']);
      assert.deepEqual([...files].sort(), fs.readdirSync(path.join(folder, 'new')).sort());
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});
