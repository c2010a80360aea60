import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { kitti } from '../../data-loaders/kitti/index.js';
import { currentBackend } from '../../src/backend/index.js';
import { buildEncoder } from '../../src/nn/index.js';
import { framePairs, resolveOptions, type FramePairs } from '../../src/pretrain/index.js';
import type { StudyConfig } from '../../src/study/config.js';
import { runStudy } from '../../src/study/study.js';
import { setProgressSink } from '../../src/support/progress.js';
import { seeded } from '../../src/support/random.js';
import { writeStreetDrive } from '../data-loaders/kitti/street-drive.js';
import { startFastestBackend } from '../support/start-backend.js';
import { tinyStudy } from './tiny-study.js';

const drive = '2011_09_26_drive_0001_sync';
const size = { width: 80, height: 24 };
const options = { positives: 24 };

describe('a drive through a street', function () {
  this.timeout(60_000);
  let folder: string;
  let root: string;
  let cacheBefore: string | undefined;
  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-street-'));
    root = path.join(folder, 'raw');
    cacheBefore = process.env.ALIGNSCOPE_CACHE;
    process.env.ALIGNSCOPE_CACHE = path.join(folder, 'cache');
    writeStreetDrive(root, drive, { frames: 32, ...size, resolution: 0.7, scansMissing: [3, 5, 28] });
    await startFastestBackend();
  });
  after(() => {
    if (cacheBefore === undefined) delete process.env.ALIGNSCOPE_CACHE;
    else process.env.ALIGNSCOPE_CACHE = cacheBefore;
    fs.rmSync(folder, { recursive: true });
  });

  async function pairsOf(changes: Record<string, unknown> = {}): Promise<FramePairs> {
    const encoder = buildEncoder(tinyStudy.encoder, seeded(0));
    try {
      return await framePairs(await kitti({ root, ...size }), {
        encoder,
        options: { ...options, ...changes },
        seed: 0,
      });
    } finally {
      encoder.dispose();
    }
  }

  it('has frame pairs at the lengths of streets, passing over frames without a scan', async () => {
    const notes: string[] = [];
    const before = setProgressSink({
      start: () => ({ update: () => undefined, finish: () => undefined }),
      note: (message) => void notes.push(message),
    });
    let data: FramePairs;
    try {
      data = await pairsOf();
    } finally {
      setProgressSink(before);
    }
    assert.equal(data.world, 'street');
    assert.deepEqual(notes, [
      `kitti (train): frames without depth or pose are passed over, 2 in all; ${drive}/image_02/0000000003 has no depth.`,
    ]);
    assert.ok(!data.frames.some(({ id }) => /000000000[35]$/.test(id)));
    const frames = data.frames.length;
    assert.ok(
      data.pairs.length > 0.5 * ((frames * (frames - 1)) / 2),
      `${data.pairs.length} pairs of ${frames} frames`,
    );
    for (const { a, b, cellsA, cellsB, points, overlap } of data.pairs) {
      assert.ok(overlap >= 0.3 && points.length >= 24);
      for (const matched of [cellsA, cellsB, points]) assert.equal(new Set(matched).size, matched.length);
      // What both see lies within half a metre of a point that both have in reach.
      for (const frame of [a, b]) assert.ok(Math.max(...data.frames[frame].depth) <= 40);
    }
    for (const { crop } of data.frames) assert.ok(crop.length > 1024, `${crop.length} points`);
  });

  it('has none at the lengths of rooms, and says what is wrong in terms of the frames', async () => {
    const rooms = resolveOptions();
    await assert.rejects(
      pairsOf({ overlap: { voxel: 0.05, radius: 0.075 }, viewTolerance: rooms.viewTolerance }),
      /No two frames of kitti \(train\) see enough in common: their largest overlap is 0\.\d\d, 0\.3 is needed\. Give frames taken nearer/,
    );
    await assert.rejects(pairsOf({ positives: 5000 }), /those that overlap by 0\.3 have fewer than 5000 matches/);
  });

  it('is studied from pretraining to robustness, without a frame that cannot be read', async () => {
    const broken = `${drive}/image_02/0000000006`;
    fs.truncateSync(fileNamed(root, /image_02.*0000000006\.(png|jpg)$/), 60);
    const config: StudyConfig = {
      ...tinyStudy,
      dataset: { name: 'kitti', root, layout: 'raw', ...size },
      variations: ['none', 'cross-view+cross-modal'],
      pretrain: { ...tinyStudy.pretrain, options },
    };
    const out = path.join(folder, 'study');
    const backend = currentBackend()!.name;
    const { rows, result } = await runStudy(config, { out, backend, workers: 1, resume: true, onError: 'skip' });
    assert.equal(result.skippedFrames, 1);
    assert.deepEqual(result.config.leftOut, [broken]);
    const kinds = [...new Set(rows.map(({ kind }) => kind))].sort();
    assert.deepEqual(kinds, ['audit', 'pretrain', 'probe', 'retrieval', 'robustness', 'similarity', 'task']);
    const trained = rows.filter(({ kind, metric }) => kind === 'pretrain' && metric === 'loss');
    assert.ok(trained.length > 0);
    for (const { value } of trained) assert.ok(value > 0 && value < 20, `loss ${value}`);
    const probed = rows.filter(({ target, metric }) => target === 'depth-beyond-position' && metric === 'r2');
    assert.ok(probed.length > 0 && probed.every(({ value, n }) => Number.isFinite(value) && n > 20));
    assert.ok(result.notes.some((note) => note.startsWith('Frames without laser scan: 3')));
  });
});

/** The file below a folder whose path is like that. */
function fileNamed(folder: string, like: RegExp): string {
  const file = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((name) => like.test(name));
  assert.ok(file, `no ${String(like)} in ${folder}`);
  return path.join(folder, file);
}
