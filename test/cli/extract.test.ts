import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ExtractionDescription } from '../../src/features/index.js';
import { readNpy } from '../../src/formats/index.js';
import { buildEncoder, saveEncoder } from '../../src/nn/index.js';
import { seeded } from '../../src/support/random.js';
import { saveModel } from '../features/save-model.js';
import { kerasModel } from '../features/tiny-models.js';
import { useBackend } from '../support/use-backend.js';
import { alignscope, alignscopeJson, assertRefused, temporaryFolder } from './run-cli.js';

type Told = ExtractionDescription & { folder: string };

describe('extract on the command line', () => {
  useBackend('cpu');
  let folder: string;
  const at = (...parts: string[]): string => path.join(folder, ...parts);
  const rooms = ['--scenes', '2', '--width', '24', '--height', '16', '--backend', 'cpu'];
  const command = (...more: string[]): string[] => ['extract', '--encoder', at('encoder.safetensors'), ...rooms, ...more]; // prettier-ignore

  beforeEach(() => (folder = temporaryFolder()));
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('writes files that similarity takes, ids and all', async () => {
    const encoder = buildEncoder({ architecture: 'unet-small', width: 4 }, seeded('extract command'));
    await saveEncoder(encoder, at('encoder.safetensors'));
    encoder.dispose();
    const made = alignscopeJson<Told>(command('--layers', 's2', 'out', '--sample', '8', '--out', at('npy')));
    assert.deepEqual(made.layers.map(({ name, columns, file }) => [name, columns, file]), [['s2', 8, 's2.npy'], ['out', 8, 'out.npy']]); // prettier-ignore
    const [n, p] = readNpy(at('npy', 's2.npy')).shape;
    assert.deepEqual([n, p, n % 8], [made.layers[0].rows, 8, 0]);
    const seven = ['--sample', '8', '--seed', '7', '--format', 'safetensors', '--out', at('seven')];
    const { stdout } = alignscope(command('--layers', 's2', ...seven));
    assert.match(stdout, /seven\n {2}s2 +\d+ × 8 float32 in features\.safetensors, rows named in ids\.txt\n/);
    assertRefused(alignscope(command('--layers', 'out', ...seven)), { code: 2, says: [/seven holds features of another/] }); // prettier-ignore
    const compare = (other: string): string[] => ['similarity', at('npy', 's2.npy'), other];
    assert.equal(alignscopeJson<{ n: number }>(compare(at('npy', 'out.npy'))).n, n);
    const otherPixels = alignscope(compare(at('seven', 'features.safetensors#s2')));
    assertRefused(otherPixels, { code: 2, says: [/Row 0 is sample .* in the first features/] });
  });

  it('lists layers, and takes models of TensorFlow.js', async () => {
    const keras = kerasModel();
    const asked = ['extract', '--encoder', await saveModel(keras, folder), ...rooms];
    keras.dispose();
    assert.equal(
      alignscope([...asked, '--list']).stdout.replace(/ +/g, ' '),
      'first 8 × 12 × 4\nsecond 4 × 6 × 6\ntokens 24 × 6\npooled 6\nclasses 2\n',
    );
    const scaled = ['--mean', '.5,.5,.5', '--deviation', '.5,.5,.5', '--out', at('keras')];
    const made = alignscopeJson<Told>([...asked, '--layers', 'pooled', ...scaled]);
    assert.deepEqual(made.layers.map(({ name, shape }) => [name, shape]), [['pooled', [6]]]); // prettier-ignore
    assert.deepEqual(made.normalise, { mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] });
    assertRefused(alignscope([...asked, '--layers', 'pool']), { code: 2, says: [/no layer pool\. Nearest: pooled/] });
  });
});
