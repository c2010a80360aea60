import * as assert from 'node:assert/strict';
import { rooms } from '../../data-loaders/rooms/index.js';
import { depthPicture, mapPictures } from '../../src/notebook/rasters.js';
import { truthPictures } from '../../src/notebook/truth-pictures.js';
import { allProbeTargets, type Probed } from '../../src/probes/index.js';
import { InputError } from '../../src/support/errors.js';

const data = rooms({ width: 32, height: 24, views: 2, scenes: { train: 1, val: 0, test: 1 }, cache: { limit: 0 } });
const grid = { stage: 'out', count: 1, height: 12, width: 16, channels: 4, stride: 2 };

/** As if the targets had been probed on one frame; features are not looked at. */
async function probedOn(id: string): Promise<Probed> {
  const sample = await data.load(id);
  return {
    samples: { train: [], validation: [], test: [sample] },
    features: { train: {}, validation: {}, test: { out: { ...grid, values: new Float32Array(0) } } },
    result: (target: string) => ({ stage: 'out', readOut: { target: allProbeTargets[target] } }),
  } as unknown as Probed;
}

describe('pictures of the truth of a probe', () => {
  const [frame] = data.scenes.find(({ split }) => split === 'test')!.frames;

  it('show what a perfect read-out would paint', async () => {
    const probed = await probedOn(frame);
    const { values } = allProbeTargets.albedo.values(probed.samples.test[0], grid);
    const [painted] = truthPictures(probed, 'albedo', [frame]);
    assert.deepEqual(painted, mapPictures({ ...grid, channels: 2, values })[0]);
  });

  it('leave cells grey of which it is not known', async () => {
    const probed = await probedOn(frame);
    const sample = probed.samples.test[0];
    sample.depth = new Float32Array(sample.depth!.length).fill(2).fill(0, 0, (sample.depth!.length * 3) / 4);
    const [painted] = truthPictures(probed, 'depth', [frame], { near: 1, far: 4 });
    const known = depthPicture({ width: 2, height: 1, depth: Float32Array.of(0, 2) }, { near: 1, far: 4 });
    assert.deepEqual([...painted.rgb.slice(0, 3), ...painted.rgb.slice(-3)], [...known.rgb]);
  });

  it('refuse frames that were not probed, and what is only known of drawn cells', async () => {
    const probed = await probedOn(frame);
    assert.throws(() => truthPictures(probed, 'depth', ['elsewhere']), InputError);
    assert.throws(() => truthPictures(probed, 'depth-beyond-position', [frame]), /what position leaves/);
  });
});
