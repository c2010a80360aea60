import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { labelIdsFromInstances } from '../../data-loaders/cityscapes/instance-ids.js';
import { scoreInstanceFiles } from '../../src/cli/score/cityscapes-instances.js';
import { scoreDepthFiles } from '../../src/cli/score/depth.js';
import { scoreImageFiles } from '../../src/cli/score/images.js';
import { scorePanopticFiles } from '../../src/cli/score/panoptic.js';
import { scoreSemanticFiles } from '../../src/cli/score/semantic.js';
import { scoreStereoFiles } from '../../src/cli/score/stereo.js';
import { writePng } from '../../src/formats/index.js';
import { depthProtocols, type DepthProtocol } from '../../src/metrics/index.js';
import { InputError } from '../../src/support/errors.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { needsRealData, realFile } from '../support/real-data.js';
import { paint, type Rectangle } from '../metrics/paint.js';
import { readReference } from '../metrics/reference.js';
import { alignscope, alignscopeJson, assertRefused, temporaryFolder } from './run-cli.js';

interface CityscapesReference {
  width: number;
  height: number;
  semantic: {
    images: { truth: Rectangle[]; prediction: Rectangle[] }[];
    scores: { averageScoreClasses: number; averageScoreInstClasses: number };
  };
  instances: {
    images: { truth: Rectangle[]; predictions: { labelId: number; confidence: number; mask: Rectangle[] }[] }[];
    scores: { ap: number; ap50: number };
  }[];
  panoptic: {
    categories: object[];
    images: { truth: Rectangle[]; segments: object[]; prediction: Rectangle[]; predicted: object[] }[];
    scores: { All: { pq: number; n: number }; Things: { pq: number } };
  };
}
interface DepthReference {
  width: number;
  height: number;
  depth: {
    images: { truth: number[]; prediction: number[] }[];
    scores: { protocol: DepthProtocol; metrics: { absRel: number; silog: number } }[];
  };
  stereo: {
    images: { truth: number[]; prediction: number[]; objects: number[] }[];
    scores: Record<'D1-bg' | 'D1-fg' | 'D1-all', number>;
  };
}

const cityscapes = readReference<CityscapesReference>('cityscapes-scores');
const depth = readReference<DepthReference>('depth-and-stereo');

describe('score files', () => {
  let folder: string;
  beforeEach(() => (folder = temporaryFolder()));
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const at = (...parts: string[]): string => path.join(folder, ...parts);
  const write = (file: string, content: string | Uint8Array): void => {
    fs.mkdirSync(path.dirname(at(file)), { recursive: true });
    fs.writeFileSync(at(file), content);
  };
  const writeGrey = (file: string, size: { width: number; height: number }, values: Uint8Array | Uint16Array): void =>
    write(file, writePng({ width: size.width, height: size.height, channels: 1, values }));
  const paths = { get truth() { return at('gt'); }, get predictions() { return at('pred'); } }; // prettier-ignore
  const frame = (i: number): string => `aachen_${String(i).padStart(6, '0')}_000019`;

  const writeSemantic = (): void => {
    for (const [i, { truth, prediction }] of cityscapes.semantic.images.entries()) {
      const ids = paint(truth, cityscapes).values;
      writeGrey(`gt/aachen/${frame(i)}_gtFine_instanceIds.png`, cityscapes, ids);
      writeGrey(`gt/aachen/${frame(i)}_gtFine_labelIds.png`, cityscapes, labelIdsFromInstances(ids));
      writeGrey(`pred/${frame(i)}_mine.png`, cityscapes, Uint8Array.from(paint(prediction, cityscapes).values));
    }
  };

  it(`semantic: as ${cityscapes.tool}, with instance weights where instance ids are there`, async () => {
    writeSemantic();
    const scores = await scoreSemanticFiles('cityscapes', paths);
    const { averageScoreClasses, averageScoreInstClasses } = cityscapes.semantic.scores;
    assertAllClose([scores.meanIou, scores.instanceWeighted!.meanIou], [averageScoreClasses, averageScoreInstClasses], {
      rtol: 1e-12,
    });
    assert.equal(scores.images, cityscapes.semantic.images.length);
    fs.rmSync(at(`gt/aachen/${frame(0)}_gtFine_instanceIds.png`));
    const without = await scoreSemanticFiles('cityscapes', paths);
    assert.equal(without.instanceWeighted, undefined);
    assert.equal(without.meanIou, scores.meanIou);
  });

  it('semantic: in a table on the command line', () => {
    writeSemantic();
    const line = ['score', 'semantic', '--dataset', 'cityscapes', '--gt', paths.truth, '--pred', paths.predictions];
    const { code, stdout } = alignscope(line);
    assert.equal(code, 0);
    assert.match(stdout, /^mean +53\.8 +51\.3$/m);
    assert.match(stdout, /left out of the mean, neither true nor predicted: .*wall/);
    fs.rmSync(at(`pred/${frame(3)}_mine.png`));
    assertRefused(alignscope(line), { code: 2, says: [/1 of 12 truths have no prediction in .*: aachen_000003_000019\*\.png missing/] }); // prettier-ignore
  });

  it('semantic: finds frames of ScanNet in either way of naming them', async () => {
    const size = { width: 2, height: 1 };
    writeGrey('gt/scene0000_00/label/000100.png', size, Uint8Array.of(1, 40));
    writeGrey('gt/scene0000_00/depth/000100.png', size, Uint16Array.of(1, 40));
    writeGrey('gt/scene0001_00/label/000100.png', size, Uint8Array.of(2, 2));
    writeGrey('pred/scene0000_00_000100.png', size, Uint8Array.of(1, 1));
    writeGrey('pred/scene0001_00/100.png', size, Uint8Array.of(2, 1));
    writeGrey('pred/scene0009_00/100.png', size, Uint8Array.of(2, 1));
    const { meanIou, images, unused } = await scoreSemanticFiles('scannet', paths);
    assert.deepEqual([meanIou, images, unused], [0.5, 2, 1]);
  });

  it(`cityscapes-instances: as ${cityscapes.tool}`, async () => {
    const { images, scores: expected } = cityscapes.instances[2];
    for (const [i, { truth, predictions }] of images.entries()) {
      writeGrey(`gt/${frame(i)}_gtFine_instanceIds.png`, cityscapes, paint(truth, cityscapes).values);
      const lines = predictions.map(({ labelId, confidence, mask }, j) => {
        const values = Uint8Array.from(paint(mask, cityscapes).values, (value) => value * 255);
        writeGrey(`pred/masks/${frame(i)}_${j}.png`, cityscapes, values);
        return `../masks/${frame(i)}_${j}.png ${labelId} ${confidence}\n`;
      });
      write(`pred/lists/${frame(i)}.txt`, lines.join(''));
    }
    const { ap, ap50 } = await scoreInstanceFiles(paths);
    assertAllClose([ap, ap50], [expected.ap, expected.ap50], { rtol: 1e-12 });

    const refuses = async (text: string, says: RegExp): Promise<void> => {
      write(`pred/lists/${frame(0)}.txt`, text);
      await assert.rejects(
        scoreInstanceFiles(paths),
        (error) => error instanceof InputError && says.test(error.message),
      );
    };
    await refuses('a.png 26\n', /line 1 is "a\.png 26"\. Expected/);
    await refuses('../../gt/a.png 26 0.5\n', /line 1 names the mask .* is not in/);
    await refuses('a.png 26 0.5\n', /a\.png/);
    const mask = `../masks/${frame(0)}_0.png`;
    await refuses(`${mask} 26 0.5\n${mask} 26 0.4\n`, /line 2 names the mask .* again/);
    await refuses(`${mask} 26 nan\n`, /confidence of .*_0\.png is not a number/);
    await refuses(`${mask} 99 0.5\n`, /label id 99/);
  });

  it(`panoptic: as ${cityscapes.tool}`, async () => {
    const { images, categories, scores: expected } = cityscapes.panoptic;
    const asColours = (rectangles: readonly Rectangle[]): Uint8Array => {
      const ids = new Uint32Array(cityscapes.width * cityscapes.height);
      for (const [id, left, top, across, down] of rectangles)
        for (let row = top; row < top + down; row++)
          ids.fill(id, row * cityscapes.width + left, row * cityscapes.width + left + across);
      const values = new Uint8Array(ids.length * 3);
      ids.forEach((id, pixel) => values.set([id & 255, (id >> 8) & 255, id >> 16], pixel * 3));
      return writePng({ width: cityscapes.width, height: cityscapes.height, channels: 3, values });
    };
    const annotate = (name: 'gt' | 'pred', segments: (image: (typeof images)[0]) => object[]): void => {
      const annotations = images.map((image, i) => {
        write(`${name}/${i}.png`, asColours(name === 'gt' ? image.truth : image.prediction));
        return { image_id: i, file_name: `${i}.png`, segments_info: segments(image) };
      });
      write(`${name}.json`, JSON.stringify({ annotations, ...(name === 'gt' && { categories }) }));
    };
    annotate('gt', ({ segments }) => segments);
    annotate('pred', ({ predicted }) => predicted);
    const files = { truth: at('gt.json'), predictions: at('pred.json') };
    const { all, things } = await scorePanopticFiles(files);
    assertAllClose([all.pq, all.n, things.pq], [expected.All.pq, expected.All.n, expected.Things.pq], { rtol: 1e-12 });

    const { annotations } = JSON.parse(fs.readFileSync(files.predictions, 'utf8')) as { annotations: object[] };
    const refuses = async (some: unknown, says: RegExp): Promise<void> => {
      write('pred.json', JSON.stringify({ annotations: some }));
      await assert.rejects(
        scorePanopticFiles(files),
        (error) => error instanceof InputError && says.test(error.message),
      );
    };
    await refuses(annotations.slice(1), /pred\.json lacks 1 of 25 images, such as 0/);
    await refuses([...annotations, annotations[0]], /two annotations of image 0/);
    await refuses([{ ...annotations[0], segments_info: [] }, ...annotations.slice(1)], /pixels of segment/);
    await refuses([{ image_id: 0 }], /annotation 0 lacks image_id, file_name or segments_info/);
    await refuses(undefined, /no list of annotations/);
  });

  it(`depth: as ${depth.tool}, under the protocol that is asked for`, async () => {
    for (const [i, { truth, prediction }] of depth.depth.images.entries()) {
      const name = `2011_09_26_drive_0002_sync_${'KIND'}_000000000${i}_image_02.png`;
      writeGrey(`gt/${name.replace('KIND', 'groundtruth_depth')}`, depth, Uint16Array.from(truth));
      writeGrey(`pred/${name.replace('KIND', 'image')}`, depth, Uint16Array.from(prediction));
    }
    const { protocol, metrics } = depth.depth.scores[3];
    const scores = await scoreDepthFiles(protocol, { scale: 256, fillGaps: false }, paths);
    assertAllClose([scores.metrics.absRel, scores.metrics.silog], [metrics.absRel, metrics.silog], { rtol: 1e-9 });
    const line = ['score', 'depth', '--protocol', 'kitti-garg', '--align', 'median', '--gt', paths.truth];
    const { named } = alignscopeJson<{ named: Record<string, number> }>([...line, '--pred', paths.predictions]);
    assertAllClose([named['absRel(garg, cap 1e-3–80 m, per image, median-scaled)']], [metrics.absRel], { rtol: 1e-9 });
    const narrow = { ...protocol, min: 5, max: 2 };
    await assert.rejects(scoreDepthFiles(narrow, { scale: 256, fillGaps: false }, paths), /cap from 5 to 2 m is empty/);
  });

  it('depth: fills gaps as KITTI’s devkit does where its benchmark is asked for', async () => {
    const size = { width: 21, height: 12 };
    const benchmark = { ...depthProtocols['kitti-benchmark'], crop: 'none' as const };
    const truth = new Uint16Array(size.width * size.height).fill(512);
    writeGrey('gt/a.png', size, truth);
    writeGrey('pred/a.png', size, truth.map((value, i) => (i % 7 === 0 ? value : 0))); // prettier-ignore
    const filled = await scoreDepthFiles(benchmark, { scale: 256, fillGaps: true }, paths);
    assert.deepEqual([filled.metrics.silog, filled.metrics.absRel, filled.pixels], [0, 0, truth.length]);
    writeGrey('pred/a.png', size, truth.map((value, i) => (Math.floor(i / size.width) === 9 ? 0 : value))); // prettier-ignore
    await assert.rejects(
      scoreDepthFiles(benchmark, { scale: 256, fillGaps: true }, paths),
      /a\.png has rows without any depth/,
    );
  });

  it('stereo: D1 and end-point error, with and without a map of objects', async () => {
    for (const [i, { truth, prediction, objects }] of depth.stereo.images.entries()) {
      writeGrey(`gt/00000${i}_10.png`, depth, Uint16Array.from(truth));
      writeGrey(`pred/00000${i}_10.png`, depth, Uint16Array.from(prediction));
      writeGrey(`objects/00000${i}_10.png`, depth, Uint8Array.from(objects));
    }
    const scores = await scoreStereoFiles({ ...paths, truth: paths.truth, predictions: paths.predictions, objects: at('objects') }); // prettier-ignore
    const expected = depth.stereo.scores;
    const names = ['D1-bg', 'D1-fg', 'D1-all'] as const;
    assertAllClose(names.map((name) => scores[name]), names.map((name) => expected[name]), { rtol: 1e-12 }); // prettier-ignore
    const [file, other] = [at('gt/000000_10.png'), at('pred/000000_10.png')];
    const one = alignscopeJson<{ 'D1-all': number; 'D1-fg': number | null; images: number }>(['score', 'disparity', '--gt', file, '--pred', other]); // prettier-ignore
    assert.deepEqual([one.images, one['D1-fg']], [1, null]);
    await assert.rejects(scoreStereoFiles({ ...paths, truth: paths.truth, predictions: other }), /a file and a folder/);
  });

  it('images: of any format, matched by name', async () => {
    const size = { width: 12, height: 11 };
    const values = Uint8Array.from({ length: 12 * 11 * 3 }, (_, i) => (i * 37) % 256);
    for (const [name, shift] of [['a', 0], ['b', 1]] as const) {
      write(`gt/${name}.png`, writePng({ ...size, channels: 3, values }));
      write(`pred/sub/${name}.png`, writePng({ ...size, channels: 3, values: values.map((v) => Math.min(255, v + shift)) }));
    } // prettier-ignore
    const { psnr, images, identicalImages } = await scoreImageFiles(paths);
    assert.deepEqual([images, identicalImages], [2, 1]);
    assert.ok(psnr > 48 && psnr < 48.3, `${psnr}`);
    write('pred/sub/a.png', 'no image');
    await assert.rejects(scoreImageFiles(paths), /a\.png is not a readable image/);
  });

  it('say which file is missing, there twice, of another size or of other values', async () => {
    const size = { width: 2, height: 2 };
    const score = () => scoreSemanticFiles('nyu13', paths);
    const refuses = async (says: RegExp): Promise<void> =>
      assert.rejects(score(), (error) => error instanceof InputError && says.test(error.message));
    await refuses(/gt: it does not exist/);
    fs.mkdirSync(at('gt'));
    fs.mkdirSync(at('pred'));
    await refuses(/gt holds no truths \(\*\.png\)/);
    for (let i = 0; i < 5; i++) writeGrey(`gt/${i}.png`, size, Uint8Array.of(1, 2, 3, 0));
    await refuses(/5 of 5 truths have no prediction in .*pred: 0\.png, 1\.png, 2\.png and 2 more missing/);
    for (let i = 0; i < 5; i++) writeGrey(`pred/${i}.png`, size, Uint8Array.of(1, 2, 3, 0));
    assert.equal((await score()).meanIou, 1);
    writeGrey('pred/more/4.png', size, Uint8Array.of(1, 2, 3, 0));
    await refuses(/pred holds 4 twice: 4\.png and more\/4\.png/);
    fs.rmSync(at('pred/more'), { recursive: true });
    writeGrey('pred/4.png', { width: 4, height: 1 }, Uint8Array.of(1, 2, 3, 0));
    await refuses(/4\.png is 4×1, its truth 2×2/);
    writeGrey('pred/4.png', size, Uint8Array.of(1, 2, 99, 0));
    await refuses(/4\.png holds 99 at column 0, row 1, which is no id of nyu13 \(0 to 13\)/);
    writeGrey('pred/4.png', size, Uint16Array.of(1, 2, 3, 0));
    await refuses(/4\.png is a PNG of 16 bits/);
    // Names that repeat are told apart by their folders.
    fs.rmSync(at('pred/4.png'));
    writeGrey('gt/drive/0.png', size, Uint8Array.of(1, 1, 1, 1));
    fs.rmSync(at('gt/4.png'));
    await refuses(/1 of 5 truths have no prediction in .*: drive\/0\.png missing/);
    writeGrey('pred/drive/0.png', size, Uint8Array.of(1, 1, 1, 1));
    assert.equal((await score()).meanIou, 1);
  });
});

describe('score real files', () => {
  before(needsRealData());

  it('panoptic: the truth of COCO is perfect for itself', async () => {
    const truth = realFile('coco/annotations/panoptic_val2017.json');
    const { all, images } = await scorePanopticFiles({ truth, predictions: truth });
    assert.deepEqual([all.pq, all.sq, all.rq, images], [1, 1, 1, 1]);
    assert.ok(all.n > 1);
  });

  it('stereo: disparities of KITTI are read as they are', async () => {
    const truth = realFile('kitti/scene_flow/training/disp_occ_0');
    const { EPE, pixels, images } = await scoreStereoFiles({ truth, predictions: truth });
    assert.deepEqual([EPE, images], [0, fs.readdirSync(truth).length]);
    assert.ok(pixels > 10_000);
  });

  it('semantic: labels of Cityscapes are read as they are, instances beside them', async () => {
    const truth = realFile('cityscapes/gtFine/val/frankfurt/frankfurt_000000_000576_gtFine_labelIds.png');
    const { pixelAccuracy, instanceWeighted, images } = await scoreSemanticFiles('cityscapes', {
      truth,
      predictions: truth,
    });
    assert.deepEqual([pixelAccuracy, instanceWeighted?.meanIou, images], [1, 1, 1]);
  });
});
