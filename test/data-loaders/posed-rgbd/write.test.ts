import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { posedRgbd, rooms, writePosedRgbd, type Sample } from '../../../data-loaders/index.js';
import { invertPose, multiplyPoses } from '../../../src/geometry/index.js';
import { InputError } from '../../../src/support/errors.js';
import { assertAllClose } from '../../support/assert-all-close.js';

describe('writing posed RGB-D folders', () => {
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-write-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it('what was written is read again: colours equal, depth to the millimetre, poses relative to each other', async () => {
    const world = rooms({ width: 32, height: 24, views: 2, scenes: { train: 5, val: 0, test: 0 } });
    const folders = await writePosedRgbd(world, path.join(folder, 'scans'));
    assert.equal(folders.length, 5);
    const read = posedRgbd({ root: path.join(folder, 'scans'), nearDuplicates: true });
    assert.equal(read.scenes.length, 5);
    for (const [i, scene] of world.scenes.entries()) {
      const [before, after] = [scene, read.scenes[i]].map(({ frames }) => frames);
      assert.equal(after.length, before.length);
      const own = await Promise.all(before.map((frame) => world.load(frame)));
      const again = await Promise.all(after.map((frame) => read.load(frame)));
      own.forEach((sample, frame) => {
        assert.deepEqual(again[frame].rgb, sample.rgb);
        assertAllClose(again[frame].depth, sample.depth, { rtol: 0, atol: 0.000501 });
        for (const key of ['fx', 'fy', 'cx', 'cy'] as const)
          assertAllClose([again[frame].camera[key]], [sample.camera[key]], { rtol: 0, atol: 1 });
      });
      const between = ([a, b]: readonly Sample[]) => multiplyPoses(invertPose(a.worldFromCamera!), b.worldFromCamera!);
      assertAllClose(between(again), between(own), { rtol: 0, atol: 1e-9 });
    }
  });

  it('refuses what the layout cannot hold', async () => {
    const world = rooms({ width: 32, height: 24, views: 2, scenes: { train: 1, val: 0, test: 0 } });
    const changed = (change: (sample: Sample) => Partial<Sample>) => ({
      ...world,
      load: async (frame: string) => {
        const sample = await world.load(frame);
        return { ...sample, ...change(sample) };
      },
    });
    const refuses = (dataset: typeof world, says: RegExp, split?: 'val') =>
      assert.rejects(
        writePosedRgbd(dataset as never, folder, { split }),
        (error) => error instanceof InputError && says.test(error.message),
      );
    await refuses(changed(() => ({ worldFromCamera: undefined })) as never, /train-0000\/0 has no depth or no pose/);
    await refuses(world, /no scenes in val/, 'val');
    const zoomed = ({ id, camera }: Sample) => ({ camera: { ...camera, fx: camera.fx + (id.endsWith('1') ? 5 : 0) } });
    await refuses(changed(zoomed) as never, /has fx .* one camera a folder/);
    const far = ({ depth }: Sample) => ({ depth: depth!.map((metres, i) => (i === 0 ? 70 : i === 1 ? Infinity : metres)) }); // prettier-ignore
    const [written] = await writePosedRgbd(changed(far) as never, path.join(folder, 'far'));
    const many = posedRgbdOf(written);
    const { depth } = await many.load(many.scenes[0].frames[0]);
    assert.deepEqual([...depth.subarray(0, 2)], [0, 0]);
    await assert.rejects(writePosedRgbd(world, path.join(folder, 'far')), /is there already/);
  });

  /** Reads one scene of two frames, which alone could not be split, beside copies of it. */
  function posedRgbdOf(scene: string) {
    for (let i = 0; i < 4; i++) fs.cpSync(scene, `${scene}-${i}`, { recursive: true });
    return posedRgbd({ root: path.dirname(scene), nearDuplicates: true });
  }
});
