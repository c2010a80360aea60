import type { Draws } from './draws.js';

/**
 * A cloud of all sizes by the diamond-square algorithm: [size, size] in 0..1, periodic, `size` a power of two ≥ 2.
 *
 * Each halving of the step draws new heights about the mean of their neighbours; the spread of what is added, 100² at
 * first, shrinks by `decay` twice (as in ImageNet-C, which scales its uniform numbers two times).
 */
export function plasma(size: number, decay: number, draws: Draws): Float32Array {
  const map = new Float32Array(size * size);
  let wibble = 100;
  for (let step = size; step >= 2; step /= 2, wibble /= decay) {
    const row = new Float32Array(size / step);
    const added = (visit: (y: number, x: number, random: number) => void): void => {
      for (let y = 0; y < size; y += step) {
        draws.uniforms(row);
        for (let x = 0, k = 0; x < size; x += step, k++) visit(y, x, wibble * wibble * (2 * row[k] - 1));
      }
    };
    fillStep(map, size, step >> 1, added);
  }
  return stretch(map);
}

type Added = (visit: (y: number, x: number, random: number) => void) => void;

/** Middles of squares, then of their upper and left sides. */
function fillStep(map: Float32Array, size: number, half: number, added: Added): void {
  const last = size - 1;
  const at = (y: number, x: number): number => map[(y & last) * size + (x & last)];
  const step = 2 * half;
  added((y, x, random) => {
    map[(y + half) * size + x + half] = (at(y, x) + at(y + step, x) + at(y, x + step) + at(y + step, x + step)) / 4 + random;
  }); // prettier-ignore
  added((y, x, random) => {
    map[y * size + x + half] = (at(y + half, x + half) + at(y - half, x + half) + at(y, x) + at(y, x + step)) / 4 + random;
  }); // prettier-ignore
  added((y, x, random) => {
    map[(y + half) * size + x] = (at(y + half, x + half) + at(y + half, x - half) + at(y, x) + at(y + step, x)) / 4 + random;
  }); // prettier-ignore
}

function stretch(map: Float32Array): Float32Array {
  let [low, high] = [Infinity, -Infinity];
  for (const value of map) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const scale = high > low ? 1 / (high - low) : 0;
  for (let i = 0; i < map.length; i++) map[i] = (map[i] - low) * scale;
  return map;
}
