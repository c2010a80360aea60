import type { Draws } from './draws.js';

/**
 * A cloud of all sizes by the diamond-square algorithm: [size, size] in 0..1, periodic, `size` a power of two ≥ 2.
 *
 * Each halving of the step draws new heights about the mean of their neighbours; the spread of what is added, 100² at
 * first, shrinks by `decay` twice (as in ImageNet-C, which scales its uniform numbers two times).
 */
export function plasma(size: number, decay: number, draws: Draws): Float32Array {
  const map = new Float32Array(size * size);
  for (let step = size, wibble = 100; step >= 2; step /= 2, wibble /= decay) {
    const row = new Float32Array(size / step);
    const spread = wibble * wibble;
    const half = step >> 1;
    fillMiddles(map, size, half, half, half, spread, row, draws);
    fillMiddles(map, size, half, 0, half, spread, row, draws);
    fillMiddles(map, size, half, half, 0, spread, row, draws);
  }
  return stretch(map);
}

/**
 * Sets the middles at (left, top) in every square of 2·half to the mean of four neighbours, plus what is drawn: of corners
 * for middles of squares, of corners and middles beside them for middles of sides.
 */
function fillMiddles(
  map: Float32Array,
  size: number,
  half: number,
  top: number,
  left: number,
  spread: number,
  row: Float32Array,
  draws: Draws,
): void {
  const last = size - 1;
  const ofSquare = top === left;
  for (let y = top; y < size; y += 2 * half) {
    draws.uniforms(row);
    const above = ((y - half) & last) * size;
    const below = ((y + half) & last) * size;
    const here = y * size;
    const start = (left - half) & last;
    if (ofSquare) {
      let before = map[above + start] + map[below + start];
      for (let x = left, k = 0; x < size; x += 2 * half, k++) {
        const end = (x + half) & last;
        const after = map[above + end] + map[below + end];
        map[here + x] = (before + after) / 4 + spread * (2 * row[k] - 1);
        before = after;
      }
    } else {
      let before = map[here + start];
      for (let x = left, k = 0; x < size; x += 2 * half, k++) {
        const after = map[here + ((x + half) & last)];
        map[here + x] = (map[above + x] + map[below + x] + before + after) / 4 + spread * (2 * row[k] - 1);
        before = after;
      }
    }
  }
}

function stretch(map: Float32Array): Float32Array {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < map.length; i++) {
    if (map[i] < low) low = map[i];
    if (map[i] > high) high = map[i];
  }
  const scale = high > low ? 1 / (high - low) : 0;
  for (let i = 0; i < map.length; i++) map[i] = (map[i] - low) * scale;
  return map;
}
