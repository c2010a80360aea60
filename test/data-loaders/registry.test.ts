import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { z } from 'zod';
import { datasetOptions, datasets, openDataset } from '../../data-loaders/index.js';
import { fittingSize } from '../../data-loaders/dataset-entry.js';
import { datasetEntry, datasetNames } from '../../data-loaders/registry.js';
import { InputError } from '../../src/support/errors.js';

describe('datasets', () => {
  it('stand under their own names and open by them', async () => {
    for (const [name, entry] of Object.entries(datasets)) assert.equal(entry.name, name);
    const dataset = await openDataset('rooms', { scenes: 8, cache: { limit: 0 } });
    assert.equal(dataset.name, 'rooms');
    assert.equal(dataset.scenes.filter(({ split }) => split === 'train').length, 8);
    assert.equal(dataset.scenes.filter(({ split }) => split === 'test').length, 2);
  });

  it('say which option is missing, unknown or wrong', async () => {
    const refused = (opening: Promise<unknown>, says: RegExp): Promise<void> =>
      assert.rejects(opening, (error: Error) => error instanceof InputError && says.test(error.message));
    await refused(openDataset('posed-rgbd', {}), /posed-rgbd needs --root: folder of the frames/);
    await refused(openDataset('posed-rgbd', { root: '/nowhere' }), /nowhere: it does not exist/);
    await refused(openDataset('rooms', { root: '.' }), /Unknown option root of rooms/);
    await refused(openDataset('posed-rgbd', { root: '.', every: 0 }), /every/);
  });

  it('are worked with at 4:3, KITTI as wide as its images are', () => {
    assert.deepEqual(fittingSize(datasetEntry('rooms'), { width: 64, height: 48 }), { width: 64, height: 48 });
    const { width, height } = fittingSize(datasetEntry('kitti'), { width: 64, height: 48 });
    assert.deepEqual([width, height], [160, 48]);
    assert.ok(Math.abs(width / height - 1242 / 375) < 0.03);
  });

  it('tell their options as data, from which commands make theirs', () => {
    const options = datasetOptions({
      options: z.strictObject({
        root: z.string().meta({ argument: 'dir', description: 'a folder' }),
        layout: z.enum(['a', 'b']).default('b').meta({ argument: 'name', description: 'one of two' }),
        count: z.union([z.int().min(2), z.strictObject({})]).optional().meta({ argument: 'n', description: 'how many' }), // prettier-ignore
        every: z.int().positive().optional().meta({ argument: 'n', description: 'every n-th' }),
        share: z.number().max(1).optional().meta({ argument: '0..1', description: 'a share' }),
        inner: z.string().optional(),
      }),
    });
    const shapes = options.map(({ name, type, minimum, maximum, required, default: value, choices }) => {
      return [name, type, minimum, maximum, required, value, choices.join()];
    });
    const most = Number.MAX_SAFE_INTEGER;
    assert.deepEqual(shapes, [
      ['root', 'text', -Infinity, Infinity, true, undefined, ''],
      ['layout', 'choice', -Infinity, Infinity, false, 'b', 'a,b'],
      ['count', 'whole', 2, most, false, undefined, ''],
      ['every', 'whole', 1, most, false, undefined, ''],
      ['share', 'number', -Infinity, 1, false, undefined, ''],
    ]);
  });

  it('describe each of their options, mean one thing by one name, and have every one of them in the docs', () => {
    const docs = path.resolve(import.meta.dirname, '../../../docs');
    const ofDatasets = fs.readdirSync(path.join(docs, 'datasets')).map((page) => path.join('datasets', page));
    const pages = ['rooms.md', 'data.md', ...ofDatasets].map((page) => fs.readFileSync(path.join(docs, page), 'utf8'));
    const types = new Map<string, string>();
    for (const name of datasetNames)
      for (const { name: option, description, type } of datasetOptions(datasetEntry(name))) {
        assert.notEqual(description, '', `${name}.${option}`);
        assert.equal(types.get(option) ?? type, type, `--${option} is of one type in all datasets`);
        types.set(option, type);
        assert.ok(pages.some((page) => page.includes(`\`${option}\``)), `${name}.${option} is in no table of options`); // prettier-ignore
      }
  });
});
