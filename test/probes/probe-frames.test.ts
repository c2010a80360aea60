import * as assert from 'node:assert/strict';
import type { Sample, SceneDataset, Split } from '../../data-loaders/sample.js';
import { probeFrames } from '../../src/probes/probe-frames.js';
import { allProbeTargets } from '../../src/probes/probe-targets.js';
import { InputError } from '../../src/support/errors.js';
import { syntheticSample } from './synthetic.js';

/** Scenes of two frames, as many as are asked for in each split; frames of `withheld` have no labels. */
function datasetOf(counts: Partial<Record<Split, number>>, withheld: readonly Split[] = []): SceneDataset {
  const scenes = (Object.entries(counts) as [Split, number][]).flatMap(([split, count]) =>
    Array.from({ length: count }, (_, i) => ({
      id: `${split}${i}`,
      split,
      frames: [`${split}${i}/0`, `${split}${i}/1`],
    })),
  );
  return {
    name: 'streets',
    fingerprint: '',
    modalities: ['depth', 'semantics'],
    classes: [],
    textureKinds: [],
    scenes,
    load: async (id): Promise<Sample> => {
      const [scene] = id.split('/');
      const { split } = scenes.find((one) => one.id === scene)!;
      const sample = syntheticSample(scene, 0, split);
      return withheld.includes(split) ? { ...sample, semantics: undefined } : sample;
    },
    cloud: () => Promise.reject(new Error('none')),
  };
}

const targets = Object.values(allProbeTargets);

async function divided(dataset: SceneDataset, options: { frames?: number; seed?: number } = {}) {
  const { ids, notes } = await probeFrames(dataset, { targets, seed: 0, ...options });
  const scenes = [ids.train, ids.validation, ids.test].map((of) => [...new Set(of.map((id) => id.split('/')[0]))]);
  assert.equal(new Set(scenes.flat()).size, scenes.flat().length, 'every scene is in one split');
  return { ids, notes, scenes, counts: scenes.map(({ length }) => length) };
}

describe('frames to probe on', () => {
  it('are those of the dataset’s own splits', async () => {
    const { ids, notes } = await divided(datasetOf({ train: 2, val: 1, test: 1 }));
    assert.deepEqual(ids, {
      train: ['train0/0', 'train0/1', 'train1/0', 'train1/1'],
      validation: ['val0/0', 'val0/1'],
      test: ['test0/0', 'test0/1'],
    });
    assert.deepEqual(notes, []);
  });

  it('come from another split where one is missing, and held-out scenes stay held out', async () => {
    for (const [counts, parts] of [
      [{ train: 10, val: 5 }, [10, 3, 2]],
      [{ train: 10, test: 5 }, [8, 2, 5]],
      [{ val: 10, test: 5 }, [8, 2, 5]],
      [{ val: 10 }, [6, 2, 2]],
      [{ train: 3 }, [1, 1, 1]],
      [{ train: 10, val: 1 }, [7, 2, 2]],
      [{ test: 2, val: 1 }, [1, 1, 1]],
    ] as const) {
      const { counts: found, notes, scenes } = await divided(datasetOf(counts));
      assert.deepEqual(found, parts, JSON.stringify(counts));
      assert.equal(notes.length, 1);
      assert.match(notes[0], new RegExp(`streets has no .* ${parts[0]} for training, ${parts[1]} for val`));
      if ('val' in counts && counts.val === 5) assert.ok(scenes[0].every((scene) => scene.startsWith('train')));
    }
  });

  it('are dealt out by the seed', async () => {
    const scenes = async (seed: number) => (await divided(datasetOf({ val: 20 }), { seed })).scenes;
    assert.deepEqual(await scenes(1), await scenes(1));
    assert.notDeepEqual(await scenes(1), await scenes(2));
  });

  it('are not those of test where only these lack what a target needs', async () => {
    const withheld = datasetOf({ train: 4, val: 4, test: 4 }, ['test']);
    const { counts, notes, scenes } = await divided(withheld);
    assert.deepEqual(counts, [4, 2, 2]);
    assert.ok(scenes.flat().every((scene) => !scene.startsWith('test')));
    assert.equal(notes[0], 'The test frames of streets have no semantics and are not used.');
    const colour = await probeFrames(withheld, { targets: [allProbeTargets.rgb], seed: 0 });
    assert.deepEqual([colour.notes, colour.ids.test.length], [[], 8]);
    assert.deepEqual((await divided(datasetOf({ train: 1, val: 1, test: 1 }, ['train', 'val', 'test']))).notes, []);
  });

  it('are no more than asked for, from all scenes', async () => {
    const { ids, notes, counts } = await divided(datasetOf({ train: 10, val: 2, test: 2 }), { frames: 5 });
    assert.deepEqual([ids.train.length, ids.validation.length, ids.test.length], [5, 4, 4]);
    assert.deepEqual(counts, [5, 2, 2]);
    assert.deepEqual(notes, ['5 of the 20 train frames are used, at equal steps.']);
  });

  it('are refused where there are too few scenes, saying what to do', async () => {
    for (const counts of [{ train: 2 }, { train: 1, val: 1 }, {}])
      await assert.rejects(
        divided(datasetOf(counts)),
        (error: Error) => error instanceof InputError && /too few scenes .*which takes three\. Add/.test(error.message),
      );
  });
});
