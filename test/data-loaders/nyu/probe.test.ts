import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { nyuv2 } from '../../../data-loaders/nyu/index.js';
import { probe } from '../../../src/probes/index.js';
import { seeded } from '../../../src/support/random.js';
import { cellColours } from '../../probes/cell-colours.js';
import { writeLabelled, writeMapping, writeSplits } from './nyu-files.js';

const [width, height] = [48, 32];
const names = ['book', 'wall', 'chair'];
const palette: [number, number, number][] = [
  [0, 0, 0],
  [220, 40, 30],
  [60, 200, 80],
  [30, 70, 210],
];

/** Label of each tile of 8×8 pixels, drawn anew in every image; it decides colour and depth. */
const labelOf = (n: number, u: number, v: number): number => 1 + seeded('tile', n, u >> 3, v >> 3).int(3);

describe('probes on NYU Depth v2', () => {
  let root: string;

  before(async () => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-nyu-'));
    const places = Array.from({ length: 8 }, (_, i) => `kitchen_000${i + 1}`);
    const depth = (n: number, u: number, v: number) => 1 + labelOf(n, u, v);
    await writeLabelled(path.join(root, 'nyu_depth_v2_labeled.mat'), {
      ...{ width, height, names, scenes: places, label: labelOf, depth },
      rgb: (n, u, v) => palette[labelOf(n, u, v)],
      // A strip that was not measured.
      rawDepth: (n, u, v) => (u < 8 ? 0 : depth(n, u, v)),
      instance: () => 0,
    });
    writeSplits(path.join(root, 'splits.mat'), [1, 2, 3, 4, 5], [6, 7, 8]);
    writeMapping(path.join(root, 'classMapping40.mat'), [23, 1, 5], names);
  });
  after(() => fs.rmSync(root, { recursive: true }));

  it('read out depth, normals, colour and classes, on training scenes set apart where there is no validation', async () => {
    const targets = ['rgb', 'depth', 'normals', 'semantics', 'albedo'];
    const probed = await probe(cellColours, await nyuv2({ root }), { targets, heads: ['ridge'], seed: 1 });
    const { train, validation, test } = probed.samples;
    assert.deepEqual([train.length, validation.length, test.length], [4, 1, 3]);
    assert.ok(probed.notes.some((note) => /nyuv2 has no val frames/.test(note)));
    assert.deepEqual(
      probed.notMeasurable.map(({ target }) => target),
      ['albedo'],
    );
    // Colour tells the tile's label, and with it depth and class, but where a cell lies on two tiles.
    assert.ok(probed.result('rgb').value > 0.999, `rgb ${probed.result('rgb').value}`);
    assert.ok(probed.result('depth').value > 0.95, `depth ${probed.result('depth').value}`);
    assert.equal(probed.result('semantics').value, 1);
    const trivial = probed.result('semantics', { head: 'trivial' });
    assert.ok(trivial.value < 0.6, `trivial ${trivial.value}`);
    assert.ok(Number.isFinite(probed.result('normals', { metric: 'angularErrorDegrees' }).value));
  });

  it('take the share of training scenes that was set apart for validation', async () => {
    const dataset = await nyuv2({ root, validation: 0.4, labels: 'nyu13' });
    const probed = await probe(cellColours, dataset, { targets: ['semantics'], heads: ['ridge'], seed: 1 });
    const { train, validation, test } = probed.samples;
    assert.deepEqual([train.length, validation.length, test.length], [3, 2, 3]);
    assert.deepEqual(probed.notes, []);
    assert.equal(probed.result('semantics').value, 1);
  });
});
