import type { Scene, Split } from '../sample.js';
import { InputError } from '../../src/support/errors.js';

/** Consecutive frames of one recording that are treated as a scene. */
export interface Segment {
  split: Split;
  /** Index of the first frame and of the one after the last. */
  begin: number;
  end: number;
}

/**
 * Shares of the splits in what is left after the gaps, and the frames that their segments aim at: long ones for training
 * and validation, where pairs of frames should overlap from little to much, short ones for test, where scenes are what
 * is counted.
 */
const blocks: readonly { split: Split; share: number; segment: number }[] = [
  { split: 'train', share: 0.6, segment: 36 },
  { split: 'val', share: 0.15, segment: 30 },
  { split: 'test', share: 0.25, segment: 10 },
];

/** Share of the frames left out between two splits, so that no test frame is the next one of a training frame. */
const gapShare = 0.05;

/** A recording with fewer frames cannot be split: every split needs a pair. */
export const fewestFrames = 12;

/**
 * Splits one recording by time: a block of frames for training, a gap, a block for validation, a gap, a block for test;
 * each block is cut into segments of consecutive frames, which stand for scenes. Throws InputError for fewer
 * than 12 frames.
 */
export function splitByTime(frames: number, name: string): Segment[] {
  if (frames < fewestFrames)
    throw new InputError(
      `${name} has ${frames} frames; splitting one recording by time takes at least ${fewestFrames}. Add frames, or leave fewer out (\`every\`).`,
    );
  const gap = Math.max(1, Math.round(gapShare * frames));
  const usable = frames - gap * (blocks.length - 1);
  const segments: Segment[] = [];
  let before = 0;
  blocks.forEach(({ split, share, segment }, block) => {
    const begin = Math.round(before * usable) + block * gap;
    before += share;
    const end = Math.round(before * usable) + block * gap;
    const count = Math.max(1, Math.round((end - begin) / segment));
    for (let i = 0; i < count; i++)
      segments.push({
        split,
        begin: begin + Math.round((i * (end - begin)) / count),
        end: begin + Math.round(((i + 1) * (end - begin)) / count),
      });
  });
  return segments;
}

/** The name of a segment that stands for a scene: `scene-part00`. */
export function partName(recording: string, part: number): string {
  return `${recording}-part${String(part).padStart(2, '0')}`;
}

/** Scenes and frames of each split, for notes: `train 4 (120 frames), val 1 (30 frames), test 5 (50 frames)`. */
export function splitSizes(scenes: readonly Scene[]): string {
  return (['train', 'val', 'test'] as const)
    .map((split) => {
      const own = scenes.filter((scene) => scene.split === split);
      const frames = own.reduce((sum, scene) => sum + scene.frames.length, 0);
      return `${split} ${own.length} (${frames} ${frames === 1 ? 'frame' : 'frames'})`;
    })
    .join(', ');
}

/** With fewer scenes than this each is split by time instead. */
export const fewestScenes = 5;

/** Splits whole scenes in the given order, by the same shares, at least one each. Takes at least three scenes. */
export function splitByScene(scenes: number): Split[] {
  const validation = Math.max(1, Math.round(blocks[1].share * scenes));
  const test = Math.max(1, Math.round(blocks[2].share * scenes));
  return Array.from({ length: scenes }, (_, index) =>
    index < scenes - validation - test ? 'train' : index < scenes - test ? 'val' : 'test',
  );
}
