import type { Draws } from '../../src/robustness/corruptions/draws.js';

/** The sequence of test/reference/corruptions.py: Park and Miller's generator, normal numbers as sums of twelve. */
export class KnownDraws implements Draws {
  private state = 12345;

  uniforms(into: Float32Array): void {
    for (let i = 0; i < into.length; i++) into[i] = this.next();
  }

  normals(into: Float32Array): void {
    for (let i = 0; i < into.length; i++) {
      let sum = -6;
      for (let k = 0; k < 12; k++) sum += this.next();
      into[i] = sum;
    }
  }

  uniform(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  int(n: number): number {
    return Math.floor(n * this.next());
  }

  private next(): number {
    this.state = (this.state * 48271) % 2147483647;
    return Math.floor(this.state / 128) / 2 ** 24;
  }
}
