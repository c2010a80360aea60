import { normalQuantile } from '../../stats/normal.js';
import type { Random } from '../../support/random.js';

/** Random numbers by the block, as corruptions of whole images need them. */
export interface Draws {
  /** Fills with uniform numbers in [0, 1). */
  uniforms(into: Float32Array): void;
  /** Fills with standard normal numbers. */
  normals(into: Float32Array): void;
  /** One uniform number in [low, high). */
  uniform(low: number, high: number): number;
  /** One integer 0 … n−1. */
  int(n: number): number;
}

/** Numbers drawn at a time: small enough for a processor's cache, so that noise takes no memory of the image's size. */
export const drawsAtATime = 4096;

/** Bits that choose a normal number. */
const normalBits = 16;

let normalTable: Float32Array | undefined;

/**
 * The 2^16 equally likely values that normal numbers take: quantiles at (i + ½)/2^16, scaled to variance 1; the largest
 * is 4.3. Noise is clipped to 256 levels, which cannot tell them from a continuum.
 */
function normalValues(): Float32Array {
  if (normalTable) return normalTable;
  const count = 2 ** normalBits;
  const upper = Float64Array.from({ length: count / 2 }, (_, i) => normalQuantile((i + 0.5) / count));
  const variance = upper.reduce((sum, value) => sum + value * value, 0) / upper.length;
  normalTable = Float32Array.from({ length: count }, (_, i) => {
    return (i < count / 2 ? upper[i] : -upper[count - 1 - i]) / Math.sqrt(variance);
  });
  return normalTable;
}

/** Draws decided by a generator, which is moved on: xoshiro128** in a loop over blocks. */
export class SeededDraws implements Draws {
  private readonly state: Int32Array;
  private readonly words = new Int32Array(drawsAtATime);

  constructor(private readonly random: Random) {
    this.state = Int32Array.from({ length: 4 }, () => random.uint32() | 0);
    if (this.state.every((word) => word === 0)) this.state[0] = 1;
  }

  uniforms(into: Float32Array): void {
    const { words } = this;
    for (let start = 0; start < into.length; start += drawsAtATime) {
      const count = Math.min(into.length - start, drawsAtATime);
      this.fillWords(count);
      for (let i = 0; i < count; i++) into[start + i] = (words[i] >>> 8) * 2 ** -24;
    }
  }

  normals(into: Float32Array): void {
    const { words } = this;
    const values = normalValues();
    for (let start = 0; start < into.length; start += 2 * drawsAtATime) {
      const count = Math.min(into.length - start, 2 * drawsAtATime);
      const pairs = count >> 1;
      this.fillWords(pairs + (count & 1));
      for (let word = 0, i = start; word < pairs; word++, i += 2) {
        into[i] = values[words[word] >>> normalBits];
        into[i + 1] = values[words[word] & 0xffff];
      }
      if (count & 1) into[start + count - 1] = values[words[pairs] >>> normalBits];
    }
  }

  uniform(low: number, high: number): number {
    return this.random.uniform(low, high);
  }

  int(n: number): number {
    return this.random.int(n);
  }

  private fillWords(count: number): void {
    const { state, words } = this;
    let [s0, s1, s2, s3] = [state[0], state[1], state[2], state[3]];
    for (let i = 0; i < count; i++) {
      const x = Math.imul(s1, 5);
      words[i] = Math.imul((x << 7) | (x >>> 25), 9);
      const t = s1 << 9;
      s2 ^= s0;
      s3 ^= s1;
      s1 ^= s2;
      s0 ^= s3;
      s2 ^= t;
      s3 = (s3 << 11) | (s3 >>> 21);
    }
    state[0] = s0;
    state[1] = s1;
    state[2] = s2;
    state[3] = s3;
  }
}

/** Calls `use` for blocks of `length` standard normal numbers: which begins where, and its numbers. */
export function forNormals(draws: Draws, length: number, use: (start: number, normals: Float32Array) => void): void {
  forBlocks(length, (start, block) => {
    draws.normals(block);
    use(start, block);
  });
}

/** The same for uniform numbers in [0, 1). */
export function forUniforms(draws: Draws, length: number, use: (start: number, uniforms: Float32Array) => void): void {
  forBlocks(length, (start, block) => {
    draws.uniforms(block);
    use(start, block);
  });
}

function forBlocks(length: number, use: (start: number, block: Float32Array) => void): void {
  const block = new Float32Array(Math.min(drawsAtATime, length));
  for (let start = 0; start < length; start += block.length)
    use(start, block.subarray(0, Math.min(block.length, length - start)));
}
