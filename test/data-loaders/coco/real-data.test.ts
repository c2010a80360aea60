import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { coco, instanceCategories, type CocoAnnotation, type CocoDataset } from '../../../data-loaders/coco/index.js';
import { maskArea, maskBox, maskFromString, stringFromMask } from '../../../src/image/index.js';
import { cocoEvaluation, type CocoDetection } from '../../../src/metrics/index.js';
import { readJson } from '../../../src/support/files.js';
import { needsRealData, realFile } from '../../support/real-data.js';

interface Expected {
  images: number;
  annotations: number;
  crowd: number;
  images_without_annotations: number;
  area_lt_32sq: number;
  area_32sq_to_96sq: number;
  area_ge_96sq: number;
  by_category: Record<string, number>;
  max_annotation_id: number;
  results: {
    /** The twelve numbers that COCO's tools give for the results beside the annotations. */
    bbox: number[];
    segm: number[];
    mask_area_sum: number;
    examples: { ann_id: number; raster_area: number; raster_bbox: number[]; compressed_rle: string }[];
  };
}

describe('COCO, real files', () => {
  let dataset: CocoDataset;
  let expected: Expected;
  const annotations = new Map<number, CocoAnnotation>();

  before(needsRealData('coco'));
  before(async () => {
    const values = JSON.parse(fs.readFileSync(realFile('expected.json'), 'utf8')) as { coco: Record<string, Expected> };
    expected = values.coco['instances_val2017.json'];
    dataset = await coco({ root: realFile('coco') });
    for (const { id } of dataset.scenes)
      for (const annotation of await dataset.annotations(id)) annotations.set(annotation.id, annotation);
  });

  it('has as many images, objects and crowds as pycocotools finds', async () => {
    const all = [...annotations.values()];
    assert.equal(dataset.scenes.length, expected.images);
    assert.equal(all.length, expected.annotations);
    assert.equal(all.filter(({ iscrowd }) => iscrowd).length, expected.crowd);
    assert.equal(Math.max(...all.map(({ id }) => id)), expected.max_annotation_id);
    const annotated = await coco({ root: realFile('coco'), images: 'annotated' });
    assert.equal(dataset.scenes.length - annotated.scenes.length, expected.images_without_annotations);
    assert.deepEqual(dataset.missing, []);
  });

  it('has as many small, medium and large objects, and of each class', () => {
    const areas = [...annotations.values()].map(({ area }) => area);
    assert.equal(areas.filter((area) => area < 32 ** 2).length, expected.area_lt_32sq);
    assert.equal(areas.filter((area) => area >= 32 ** 2 && area < 96 ** 2).length, expected.area_32sq_to_96sq);
    assert.equal(areas.filter((area) => area >= 96 ** 2).length, expected.area_ge_96sq);
    const nameOf = new Map(dataset.categories.map(({ id, name }) => [id, name]));
    for (const [name, count] of Object.entries(expected.by_category))
      assert.equal(
        [...annotations.values()].filter(({ categoryId }) => nameOf.get(categoryId) === name).length,
        count,
        name,
      );
  });

  it('has the 80 classes of COCO', () => {
    const listed = dataset.categories.map(({ id, name, isThing }) => ({ id, name, isThing }));
    assert.deepEqual(listed, instanceCategories);
    assert.equal(dataset.classes.length, 81);
    assert.equal(dataset.classes[80], 'toothbrush');
  });

  it('draws every mask to the pixel', () => {
    const sum = [...annotations.values()].reduce((total, { mask }) => total + maskArea(mask!), 0);
    assert.equal(sum, expected.results.mask_area_sum);
    for (const example of expected.results.examples) {
      const { mask } = annotations.get(example.ann_id)!;
      assert.equal(maskArea(mask!), example.raster_area);
      assert.deepEqual(Object.values(maskBox(mask!)), example.raster_bbox);
      const [beginning, cut] = example.compressed_rle.split('...');
      const text = stringFromMask(mask!);
      assert.equal(cut === undefined ? text : text.slice(0, beginning.length), beginning);
      assert.deepEqual(maskFromString(text, mask!), mask);
    }
  });

  it("keeps a crowd's area and box as the file has them", () => {
    const { area, box } = annotations.get(908400255165)!;
    assert.equal(area, 9476);
    assert.equal(box.width, 517);
  });

  it('reads compressed results of COCO’s tools', () => {
    const file = realFile('coco/results/instances_val2017_fakesegm_results.json');
    const results = JSON.parse(fs.readFileSync(file, 'utf8')) as {
      segmentation: { size: [number, number]; counts: string };
    }[];
    for (const { segmentation } of results) {
      const [height, width] = segmentation.size;
      assert.equal(stringFromMask(maskFromString(segmentation.counts, { width, height })), segmentation.counts);
    }
  });

  it('is what COCO’s tools evaluate results on, to the twelve numbers of boxes and of masks', () => {
    interface Result {
      image_id: number;
      category_id: number;
      score: number;
      bbox?: [number, number, number, number];
      segmentation?: { size: [number, number]; counts: string };
    }
    for (const iouType of ['bbox', 'segm'] as const) {
      const results = readJson<Result[]>(realFile(`coco/results/instances_val2017_fake${iouType}_results.json`));
      const found = new Map<number, CocoDetection[]>();
      for (const { image_id: image, category_id: categoryId, score, bbox, segmentation } of results) {
        const [x, y, width, height] = bbox ?? [];
        const detection: CocoDetection = { categoryId, score };
        if (bbox) detection.box = { x, y, width, height } as CocoDetection['box'];
        if (segmentation) {
          const [rows, columns] = segmentation.size;
          detection.mask = maskFromString(segmentation.counts, { width: columns, height: rows });
        }
        found.set(image, [...(found.get(image) ?? []), detection]);
      }
      const evaluation = cocoEvaluation({ iouType, categories: dataset.categories });
      for (const { id } of dataset.scenes) {
        const truths = [...annotations.values()].filter(({ imageId }) => String(imageId) === id);
        evaluation.add(Number(id), truths, found.get(Number(id)) ?? []);
      }
      const { ap, ap50, ap75, apSmall, apMedium, apLarge, ar1, ar10, ar100, arSmall, arMedium, arLarge } =
        evaluation.result();
      const numbers = [ap, ap50, ap75, apSmall, apMedium, apLarge, ar1, ar10, ar100, arSmall, arMedium, arLarge];
      // Expected to six places.
      assert.deepEqual(numbers.map((value) => Number(value.toFixed(6))), expected.results[iouType]); // prettier-ignore
    }
  });

  it('loads every image with its labels, captions and keypoints', async function () {
    this.timeout(20_000);
    let [captions, people, objects] = [0, 0, 0];
    for (const { id } of dataset.scenes) {
      const sample = await dataset.load(id);
      assert.equal(sample.rgb.length, sample.width * sample.height * 3);
      assert.equal(sample.semantics!.length, sample.width * sample.height);
      captions += sample.captions!.length;
      people += sample.keypoints!.length;
      objects += sample.boxes!.length;
      for (const { instance } of sample.keypoints!) assert.equal(sample.boxes![instance - 1].class, 'person');
    }
    assert.deepEqual([captions, people, objects], [395, 118, 624]);
    assert.equal(dataset.keypoints?.keypoints?.length, 17);
  });

  it('reads the panoptic PNG as its annotation says', async () => {
    const panoptic = await coco({ root: realFile('coco'), layout: 'panoptic' });
    assert.deepEqual(
      panoptic.scenes.map(({ id }) => id),
      ['139'],
    );
    const { ids, segments } = await panoptic.segments('139');
    for (const { id, area } of segments)
      assert.equal(ids.reduce((sum, own) => sum + Number(own === id), 0), area); // prettier-ignore
    const { boxes, semantics } = await panoptic.load('139');
    assert.equal(boxes!.length, segments.filter(({ categoryId }) => categoryId <= 90).length);
    const walls = panoptic.classes.indexOf('wall-other-merged');
    assert.equal(
      semantics!.reduce((sum, classId) => sum + Number(classId === walls), 0),
      segments.find(({ categoryId }) => categoryId === 199)!.area,
    );
  });
});
