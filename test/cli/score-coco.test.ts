import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { evaluateCocoFiles } from '../../src/cli/score/coco-files.js';
import { stringFromMask } from '../../src/image/index.js';
import type { CocoIouType, CocoResult } from '../../src/metrics/index.js';
import { InputError } from '../../src/support/errors.js';
import { maskOf, outline, reference, statsOf, type Outcome, type Stats } from '../metrics/coco/reference.js';
import { needsRealData, realFile } from '../support/real-data.js';
import { alignscope, alignscopeJson, assertRefused, temporaryFolder } from './run-cli.js';

const [width, height] = reference.size;
const [given] = reference.cases;

interface Printed {
  iouType: CocoIouType;
  images: number;
  detections: number;
  perCategory: Record<string, number | string | null>[];
}

const runLengths = (shape: readonly number[]) => ({ size: [height, width], counts: stringFromMask(maskOf(shape)) });

const truths = {
  images: given.images.map((id) => ({ id, width, height, file_name: `${id}.jpg` })),
  categories: given.categories.map((id) => ({ id, name: `category ${id}` })),
  annotations: given.truths.map(([image_id, category_id, ...shape], i) => {
    const [bbox, [cut, iscrowd, area]] = [shape.slice(0, 4), shape.slice(4)];
    const segmentation = iscrowd === 1 ? runLengths([...bbox, cut]) : [outline([...bbox, cut])];
    return { id: i + 1, image_id, category_id, bbox, segmentation, area, iscrowd };
  }),
};

function detections(...fields: ('bbox' | 'segmentation')[]): Record<string, unknown>[] {
  return given.detections.map(([image_id, category_id, ...shape]) => ({
    ...{ image_id, category_id, score: shape[5] },
    ...(fields.includes('bbox') && { bbox: shape.slice(0, 4) }),
    ...(fields.includes('segmentation') && { segmentation: runLengths(shape) }),
  }));
}

function assertStats(actual: ArrayLike<number | null>, expected: Stats, label: string): void {
  expected.forEach((value, i) => {
    const found = actual[i];
    if (value === null) assert.ok(found === null || Number.isNaN(found), `${label}, ${i}: ${found}`);
    else assert.ok(Math.abs(found! - value) <= 1e-9, `${label}, ${i}: ${found}, expected ${value}`);
  });
}

function assertOutcome(result: CocoResult, { stats, perCategory }: Outcome): void {
  assertStats(statsOf(result), stats, 'all');
  result.perCategory.forEach((metrics, k) => assertStats(statsOf(metrics), perCategory[k], metrics.name));
}

describe('score coco', () => {
  let folder: string;
  before(() => (folder = temporaryFolder()));
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  const write = (name: string, value: unknown): string => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
    return file;
  };

  it(`evaluates files as ${reference.tool} does, whichever shapes they have`, async () => {
    const annotations = write('instances.json', truths);
    const files: [CocoIouType, keyof typeof given.expected, ('bbox' | 'segmentation')[]][] = [
      ['bbox', 'bbox', ['bbox']],
      ['segm', 'segm', ['segmentation']],
      ['bbox', 'bbox of masks', ['segmentation']],
      ['segm', 'segm of boxes', ['bbox']],
      ['segm', 'segm with boxes', ['bbox', 'segmentation']],
    ];
    for (const [iouType, name, fields] of files) {
      const results = write('results.json', detections(...fields));
      const { result, ...counts } = await evaluateCocoFiles(iouType, { annotations, results });
      assertOutcome(result, given.expected[name]!);
      assert.deepEqual(counts, { images: given.images.length, detections: given.detections.length });
    }
  });

  it('prints one document under the names of the field, the same for detection and segmentation', () => {
    const annotations = write('instances.json', truths);
    const results = write('results.json', detections('bbox', 'segmentation'));
    const asked = ['score', 'coco', '--annotations', annotations, '--results', results, '--type', 'segm'];
    const printed = alignscopeJson<Printed & Record<string, number>>(asked);
    const names = ['AP', 'AP50', 'AP75', 'APs', 'APm', 'APl', 'AR1', 'AR10', 'AR100', 'ARs', 'ARm', 'ARl'];
    const { stats, perCategory } = given.expected['segm with boxes']!;
    assertStats(names.map((name) => printed[name]), stats, 'printed'); // prettier-ignore
    printed.perCategory.forEach(
      (category, k) =>
      assertStats(names.map((name) => category[name] as number | null), perCategory[k], String(category.name)), // prettier-ignore
    );
    const absent = printed.perCategory.find(({ id }) => id === 44);
    assert.deepEqual([absent?.truths, absent?.AP], [0, null]);
    assert.deepEqual(alignscopeJson(['score', 'segmentation', '--gt', annotations, '--dt', results]), printed);
  });

  it('prints the table of the field', () => {
    const annotations = write('instances.json', { ...truths, annotations: [] });
    const results = write('results.json', []);
    const empty = alignscope(['score', 'detection', '--gt', annotations, '--dt', results]);
    const lines = empty.stdout.split('\n');
    assert.equal(lines.length, 13);
    assert.equal(lines[0], ' Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = n/a');
    assert.equal(lines[6], ' Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets=  1 ] = n/a');
  });

  it('gives 0 where nothing was found', async () => {
    const annotations = write('instances.json', truths);
    const { result } = await evaluateCocoFiles('bbox', { annotations, results: write('results.json', []) });
    assert.deepEqual([result.ap, result.ar100], [0, 0]);
  });

  it('refuses what cannot be evaluated, naming file and object', async () => {
    const annotations = write('instances.json', truths);
    const [first] = detections('bbox', 'segmentation');
    const wrong: [unknown, RegExp][] = [
      [
        [first, { ...first, image_id: 5000 }],
        /results\.json: detection 1 is of image 5000, which the annotations do not list/,
      ],
      [[{ ...first, image_id: undefined }], /detection 0 is of image undefined/],
      [[{ ...first, category_id: 2 }], /detection 0 is of category 2, which is not among the 5/],
      [[{ ...first, score: '0.5' }], /detection 0 has the score "0\.5"/],
      [[{ ...first, score: null }], /detection 0 has the score null/],
      [JSON.stringify([first]).replace(/"score":[\d.]+/, '"score":NaN'), /results\.json has NaN in element 0/],
      [JSON.stringify([first]).replace(/"score":[\d.]+/, '"score":1e999'), /detection 0, has the score Infinity/],
      [[{ ...first, bbox: [1, 2, -3, 4] }], /detection 0 has the bbox \[1,2,-3,4\].*neither side negative/],
      [[{ ...first, bbox: [], segmentation: undefined }], /detection 0 has neither a bbox nor a segmentation/],
      [
        [{ ...first, segmentation: { size: [9, 9], counts: 'a' } }],
        /detection 0, segmentation, is an RLE of .*\[9,9\]/,
      ],
      [[first, 7], /detection 1 is no object/],
      [truths, /results\.json holds an object\. Expected a list of detections/],
      ['[{"image_id": 1', /results\.json is cut short/],
    ];
    for (const [content, message] of wrong)
      await assert.rejects(
        evaluateCocoFiles('segm', { annotations, results: write('results.json', content) }),
        (error: Error) => error instanceof InputError && message.test(error.message),
        String(message),
      );
  });

  it('refuses truths without masks where masks are compared', async () => {
    const [annotation] = truths.annotations;
    const annotations = write('boxes.json', { ...truths, annotations: [{ ...annotation, segmentation: [] }] });
    const results = write('results.json', []);
    await assert.rejects(
      evaluateCocoFiles('segm', { annotations, results }),
      /^InputError: .*boxes\.json: annotation 1 has the segmentation \[\], which is no mask/,
    );
    await evaluateCocoFiles('bbox', { annotations, results });
  });

  it('refuses files that are not there', async () => {
    const files = { annotations: write('instances.json', truths), results: write('results.json', []) };
    const missing = path.join(folder, 'missing.json');
    for (const which of ['annotations', 'results'])
      await assert.rejects(
        evaluateCocoFiles('bbox', { ...files, [which]: missing }),
        /^InputError: Cannot read .*missing\.json: it does not exist/,
      );
  });

  it('refuses on the command line', () => {
    const annotations = write('instances.json', truths);
    const results = write('results.json', [{ ...detections('bbox')[0], image_id: 5000 }]);
    const requests: [string[], RegExp][] = [
      [['coco', '--gt', annotations, '--dt', results], /detection 0 is of image 5000/],
      [['coco', '--gt', annotations], /--results/],
    ];
    for (const [args, says] of requests) assertRefused(alignscope(['score', ...args]), { code: 2, says: [says] });
  });
});

describe(`score coco on real annotations, as ${reference.tool} does`, () => {
  before(needsRealData('coco'));

  for (const iouType of ['bbox', 'segm'] as const)
    it(`${iouType}: twelve numbers, and AP of each category`, async () => {
      const annotations = realFile('coco', 'annotations', 'instances_val2017.json');
      const results = realFile('coco', 'results', `instances_val2017_fake${iouType}_results.json`);
      const { result } = await evaluateCocoFiles(iouType, { annotations, results });
      const { stats, apPerCategory } = reference.samples[iouType];
      assertStats(statsOf(result), stats, 'all');
      assertStats(result.perCategory.map(({ ap }) => ap), apPerCategory, 'AP of categories'); // prettier-ignore
    });
});
