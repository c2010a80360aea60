import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { inspect } from 'node:util';
import { rooms } from '../../data-loaders/rooms/index.js';
import type { Sample } from '../../data-loaders/sample.js';
import { writePng } from '../../src/formats/index.js';
import { colourise } from '../../src/image/colormap.js';
import {
  reconstructionPictures,
  storedReconstructionPictures,
  type ReconstructionModel,
} from '../../src/notebook/reconstruction-pictures.js';
import type { Panel, Study } from '../../src/study/types.js';
import { InputError } from '../../src/support/errors.js';

const data = rooms({ width: 32, height: 24, views: 2, scenes: { train: 1, val: 0, test: 0 }, cache: { limit: 0 } });

/** A model that paints every value so much brighter. */
const brighter = (by: number): ReconstructionModel =>
  ({ predict: (samples: readonly Sample[]) => Promise.resolve(samples.map(({ rgb }) => rgb.map((value) => (value + by > 255 ? value - by : value + by)))) }) as unknown as ReconstructionModel; // prettier-ignore

describe('pictures of reconstructions', () => {
  it('show input, output and difference, with the PSNR', async () => {
    const samples = await Promise.all(data.scenes[0].frames.map((id) => data.load(id)));
    const { rows } = await reconstructionPictures(brighter(32), samples);
    assert.deepEqual(rows.map((row) => row.length), [2, 2, 2]); // prettier-ignore
    const middle = colourise([32], { low: 0, high: 64 });
    assert.deepEqual([...rows[2][0]!.rgb.subarray(0, 3)], [...middle]);
    const named = inspect(
      await reconstructionPictures({ good: brighter(0), bad: brighter(25.5) }, samples.slice(0, 1)),
    );
    assert.match(named, /^5 pictures: train-0000\/0, Infinity dB, 20\.\d dB; rows: input; good; difference; bad; difference$/); // prettier-ignore
  });

  it('are made of what a study has stored', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'panels-'));
    try {
      const store = (kind: string, grey: number, of: Partial<Panel> = {}): Panel => {
        const file = `${kind}-${of.variation}-${of.seed}.png`;
        fs.writeFileSync(path.join(folder, file), writePng({ width: 2, height: 1, channels: 3, values: new Uint8Array(6).fill(grey) })); // prettier-ignore
        return { kind, sample: 'test-0000/0', file, ...of };
      };
      const panels = [
        store('input', 100),
        store('reconstruction-prediction', 110, { variation: 'none', seed: 0 }),
        store('reconstruction-prediction', 100, { variation: 'cross-modal', seed: 0 }),
        store('reconstruction-prediction', 0, { variation: 'none', seed: 1 }),
      ];
      const study = { folder, panels } as unknown as Study;
      assert.match(inspect(storedReconstructionPictures(study)), /28\.1 dB, Infinity dB; rows: input; none; difference; cross-modal; difference$/); // prettier-ignore
      assert.match(inspect(storedReconstructionPictures(study, { seed: 1 })), /^3 pictures: test-0000\/0, 8\.1 dB; /);
      assert.throws(() => storedReconstructionPictures(study, { seed: 2 }), /no pictures of reconstructions of seed 2/);
      fs.rmSync(path.join(folder, panels[1].file));
      assert.throws(() => storedReconstructionPictures(study), InputError);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});
