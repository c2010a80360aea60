import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { posedRgbd } from '../../data-loaders/posed-rgbd/index.js';
import { rooms } from '../../data-loaders/rooms/index.js';
import type { Sample, SceneDataset } from '../../data-loaders/sample.js';
import {
  datasetStatistics,
  realFrames,
  statisticsTable,
  type DatasetStatistics,
} from '../../data-loaders/statistics.js';
import { seeded } from '../../src/support/random.js';

const [width, height] = [64, 48];

/** A dataset of eight frames made pixel by pixel. */
function made(
  pixel: (u: number, v: number, frame: number) => { rgb: [number, number, number]; depth: number },
): SceneDataset {
  const frames = Array.from({ length: 8 }, (_, i) => `s/${i}`);
  const load = async (id: string): Promise<Sample> => {
    const rgb = new Uint8Array(width * height * 3);
    const depth = new Float32Array(width * height);
    for (let i = 0; i < width * height; i++) {
      const value = pixel(i % width, Math.floor(i / width), Number(id.slice(2)));
      rgb.set(value.rgb, i * 3);
      depth[i] = value.depth;
    }
    const camera = { width, height, fx: 60, fy: 60, cx: 32, cy: 24 };
    return { id, dataset: 'made', scene: 's', split: 'train', width, height, rgb, depth, camera };
  };
  return {
    name: 'made',
    fingerprint: '',
    modalities: ['depth'],
    classes: [],
    textureKinds: [],
    scenes: [{ id: 's', split: 'train', frames }],
    load,
    cloud: () => Promise.reject(new Error('none')),
  };
}

function assertReal(statistics: DatasetStatistics, slack = 0): void {
  for (const [key, { range }] of Object.entries(realFrames)) {
    const value = statistics[key as keyof typeof realFrames];
    const more = slack * (range[1] - range[0]);
    assert.ok(value >= range[0] - more && value <= range[1] + more, `${key} ${value} is outside ${range}`);
  }
}

describe('datasetStatistics', () => {
  it('knows depth that follows position, and grey', async () => {
    const random = seeded('grey');
    const statistics = await datasetStatistics(
      made((u, v) => {
        const grey = random.int(256);
        return { rgb: [grey, grey, grey], depth: Math.exp(0.01 * u - 0.02 * v) };
      }),
    );
    assert.ok(statistics.positionDepth > 0.999);
    assert.ok(statistics.colourDepth < 0.01);
    assert.ok(statistics.firstComponent > 0.9999);
    assert.ok(statistics.chromaOverLuma < 1e-4);
    assert.ok(Math.abs(statistics.spectrumSlope) < 0.15, `white noise has slope ${statistics.spectrumSlope}`);
    assert.equal(statistics.holes, 0);
    const expected = Math.sqrt((0.01 ** 2 * (width ** 2 - 1)) / 12 + (0.02 ** 2 * (height ** 2 - 1)) / 12);
    assert.ok(Math.abs(statistics.logDepthDeviation - expected) < 1e-4);
    assert.ok(Math.abs(statistics.logDepthWithinFrames - expected) < 1e-4);
  });

  it('knows depth that follows colour, independent channels, frames that differ, and holes', async () => {
    const random = seeded('colour');
    const statistics = await datasetStatistics(
      made((u, _v, frame) => {
        const rgb: [number, number, number] = [random.int(256), random.int(256), random.int(256)];
        const depth = u % 4 === 0 ? 0 : Math.exp(rgb[0] / 255 + frame);
        return { rgb, depth };
      }),
    );
    assert.ok(Math.abs(statistics.firstComponent - 1 / 3) < 0.02);
    assert.equal(statistics.holes, 0.25);
    const within = Math.sqrt(1 / 12);
    assert.ok(Math.abs(statistics.logDepthWithinFrames - within) < 0.01);
    const between = (8 ** 2 - 1) / 12;
    assert.ok(Math.abs(statistics.logDepthDeviation - Math.sqrt(between + within ** 2)) < 0.01);
    assert.ok(Math.abs(statistics.colourDepth - within ** 2 / (between + within ** 2)) < 0.01);
  });

  it('needs depth', async () => {
    const dataset = made(() => ({ rgb: [0, 0, 0], depth: 1 }));
    const blind = { ...dataset, load: async (id: string) => ({ ...(await dataset.load(id)), depth: undefined }) };
    await assert.rejects(datasetStatistics(blind), /s\/0 has no depth/);
  });

  it('finds natural rooms in the range of real frames', async () => {
    const dataset = rooms({
      preset: 'natural',
      scenes: { train: 50, val: 0, test: 0 },
      seed: 'statistics test',
      cache: { limit: 0 },
    });
    const statistics = await datasetStatistics(dataset);
    assertReal(statistics);
    assert.match(statisticsTable(statistics), /position → log-depth, R² +0\.\d\d +0\.52 +0\.43 … 0\.8 +inside/);
  });

  it('finds independent rooms outside it where they should be', async () => {
    const dataset = rooms({
      preset: 'independent',
      scenes: { train: 30, val: 0, test: 0 },
      seed: 'statistics test',
      cache: { limit: 0 },
    });
    const statistics = await datasetStatistics(dataset);
    assert.ok(statistics.colourDepth < 0.08, `colour tells ${statistics.colourDepth} of depth`);
    assert.ok(statistics.chromaOverLuma > 0.2);
  });

  it('gives the published figures on the real frames', async function () {
    const root = path.resolve('..', 'shared', 'data', 'posed-rgbd');
    if (!fs.existsSync(root)) {
      console.log(`    (no real frames in ${root})`);
      this.skip();
    }
    const statistics = await datasetStatistics(posedRgbd({ root, width, height, nearDuplicates: true }));
    for (const [key, { value }] of Object.entries(realFrames))
      assert.ok(
        Math.abs(statistics[key as keyof typeof realFrames] - value) < 0.006,
        `${key} ${statistics[key as keyof typeof realFrames]}`,
      );
  });
});
