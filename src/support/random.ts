/** A part of a seed: parts are joined in order, so that `seeded(1, 'world')` and `seeded('1world')` differ. */
export type SeedPart = string | number;

/** The four 32-bit words of a generator, enough to continue it exactly. */
export type RandomState = [number, number, number, number];

/**
 * Seeded random numbers: xoshiro128** on 32-bit integer arithmetic, so that every machine draws the same.
 *
 * Reference: Blackman & Vigna, Scrambled linear pseudorandom number generators, 2021.
 */
export class Random {
  private s0: number;
  private s1: number;
  private s2: number;
  private s3: number;

  constructor(state: RandomState) {
    [this.s0, this.s1, this.s2, this.s3] = state;
    if ((this.s0 | this.s1 | this.s2 | this.s3) === 0) this.s0 = 1;
  }

  /** The state from which `new Random(state)` continues. */
  state(): RandomState {
    return [this.s0, this.s1, this.s2, this.s3];
  }

  /** A new generator decided by this one's present state and `parts`; this one is left as it is. */
  fork(...parts: SeedPart[]): Random {
    return seeded(...this.state(), ...parts);
  }

  /** Uniform integer in [0, 2³²). */
  uint32(): number {
    const x = Math.imul(this.s1, 5);
    const result = Math.imul((x << 7) | (x >>> 25), 9) >>> 0;
    const t = this.s1 << 9;
    this.s2 ^= this.s0;
    this.s3 ^= this.s1;
    this.s1 ^= this.s2;
    this.s0 ^= this.s3;
    this.s2 ^= t;
    this.s3 = (this.s3 << 11) | (this.s3 >>> 21);
    return result;
  }

  /** Uniform in [0, 1) with 32 random bits. */
  next(): number {
    return this.uint32() / 4294967296;
  }

  /** Uniform in [low, high). */
  uniform(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** Uniform integer in [0, n). */
  int(n: number): number {
    return Math.floor(this.next() * n);
  }

  /** Standard normal by the polar method of Marsaglia. */
  normal(): number {
    for (;;) {
      const u = 2 * this.next() - 1;
      const v = 2 * this.next() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) return u * Math.sqrt((-2 * Math.log(s)) / s);
    }
  }

  /** One element, each equally likely. */
  choice<T>(items: ArrayLike<T>): T {
    return items[this.int(items.length)];
  }

  /** True with probability p. */
  chance(p: number): boolean {
    return this.next() < p;
  }

  /** The integers 0 … n−1 in random order (Fisher–Yates). */
  permutation(n: number): Int32Array {
    const order = new Int32Array(n);
    for (let i = 0; i < n; i++) {
      const j = this.int(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}

/** A generator from any number of seed parts (FNV-1a over their text, expanded by SplitMix32). */
export function seeded(...parts: SeedPart[]): Random {
  let hash = 0x811c9dc5;
  const text = parts.map((part) => `${typeof part === 'number' ? 'n' : 's'}${part}`).join('\u0000');
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  let x = hash >>> 0;
  const word = (): number => {
    x = (x + 0x9e3779b9) | 0;
    let z = x;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) | 0;
  };
  return new Random([word(), word(), word(), word()]);
}
