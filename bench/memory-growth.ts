import { fork } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { DatasetName } from '../data-loaders/registry.js';
import { writePng } from '../src/formats/png.js';
import { sensFrameBytes, sensHeaderBytes, zlibDepth } from '../test/data-loaders/scannet/write-sens.js';

/** What the process that reads is asked for. */
export interface Reading {
  name: DatasetName;
  options: Record<string, unknown>;
  workers: number;
  /** Keeps all samples. */
  keep: boolean;
}

/** Resident set of a process in MB: after 100 frames, and the most after that. */
export interface Growth {
  frames: number;
  early: number;
  most: number;
}

const size = { width: 64, height: 48 };

/** Frames after which memory is what reading takes. */
export const early = 100;

/** What there is to read: of each dataset `frames` frames, and where files are needed in `folder`. */
export function readings(folder: string, frames: number): Pick<Reading, 'name' | 'options'>[] {
  writeSens(path.join(folder, 'scans/scene0000_00/scene0000_00.sens'), frames);
  return [
    { name: 'rooms', options: { ...size, views: 4, scenes: { train: Math.ceil(frames / 4), val: 0, test: 0 } } },
    { name: 'scannet', options: { root: folder, layout: 'sens' } },
  ];
}

/** Frames whose colour and depth tell their number; a few images are enough, since each frame is read for itself. */
function writeSens(file: string, frames: number): void {
  const pixels = size.width * size.height;
  const images = Array.from({ length: 16 }, (_, i) => ({
    colour: writePng({ ...size, channels: 3, values: Uint8Array.from({ length: pixels * 3 }, (_, k) => (k * 7 + i * 16) % 256) }), // prettier-ignore
    depth: zlibDepth(Uint16Array.from({ length: pixels }, (_, k) => 1000 + 10 * i + (k % 64))),
  }));
  const sizes = { colourSize: [size.width, size.height], depthSize: [size.width, size.height] } as const;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const handle = fs.openSync(file, 'w');
  fs.writeSync(handle, sensHeaderBytes({ ...sizes, colourCompression: 1, depthCompression: 1 }, frames));
  for (let i = 0; i < frames; i++) fs.writeSync(handle, sensFrameBytes(images[i % images.length], i));
  fs.closeSync(handle);
}

/** Reads in a process of its own, with empty caches in `folder`; collects garbage before it measures if `collect`. */
export async function growth(reading: Reading, folder: string, { collect = false } = {}): Promise<Growth> {
  const caches = fs.mkdtempSync(path.join(folder, 'cache-'));
  const child = fork(new URL('./memory-reader.js', import.meta.url), [JSON.stringify(reading)], {
    env: { ...process.env, ALIGNSCOPE_CACHE: caches },
    execArgv: collect ? ['--expose-gc'] : [],
  });
  const [answer] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [Growth | number];
  if (typeof answer !== 'object') throw new Error(`Reading ${reading.name} ended with code ${answer}.`);
  return answer;
}
