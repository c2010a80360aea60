import { textureLimit } from './materials.js';
import { roomTextureKinds } from './vocabulary.js';

/** 32 well-mixed bits of two lattice coordinates and a salt. */
export function latticeHash(x: number, y: number, salt: number): number {
  let h = Math.imul(x | 0, 0x27d4eb2d) ^ Math.imul(y | 0, 0x165667b1) ^ Math.imul(salt | 0, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Mean of a square wave of period 1 (+1, then −1) over a window of the given width. */
function squareWave(at: number, width: number): number {
  const w = width < 0.01 ? 0.01 : width;
  return (triangle(at + w / 2) - triangle(at - w / 2)) / w;
}

/** Integral of the square wave. */
function triangle(at: number): number {
  const f = at - Math.floor(at);
  return f < 0.5 ? f : 1 - f;
}

/** Mean of the indicator of `at mod 1 < duty` over a window. */
function pulse(at: number, width: number, duty: number): number {
  const w = width < 0.01 ? 0.01 : width;
  return (pulseIntegral(at + w / 2, duty) - pulseIntegral(at - w / 2, duty)) / w;
}

function pulseIntegral(at: number, duty: number): number {
  const whole = Math.floor(at);
  const f = at - whole;
  return whole * duty + (f < duty ? f : duty);
}

/** Smooth noise on the integer lattice, mean 0, in −1..1. */
export function valueNoise(x: number, y: number, salt: number): number {
  const ix = Math.floor(x);
  const iy = Math.floor(y);
  const fx = x - ix;
  const fy = y - iy;
  const sx = fx * fx * (3 - 2 * fx);
  const sy = fy * fy * (3 - 2 * fy);
  const a = latticeHash(ix, iy, salt);
  const b = latticeHash(ix + 1, iy, salt);
  const c = latticeHash(ix, iy + 1, salt);
  const d = latticeHash(ix + 1, iy + 1, salt);
  const low = a + sx * (b - a);
  const high = c + sx * (d - c);
  return (low + sy * (high - low)) / 2147483648 - 1;
}

/** Mortar's share of a brick's height and length, and the spread of tones between bricks. */
const mortarAcross = 0.14;
const mortarAlong = 0.07;
const brickShare = (1 - mortarAcross) * (1 - mortarAlong);
const brickTone = 0.5;
// Variance of indicator·(1 + tone·uniform(−1, 1)) for a brick share p: p(1 − p) + p·tone²/3.
const brickDeviation = Math.sqrt(brickShare * (1 - brickShare) + (brickShare * brickTone * brickTone) / 3);

/** Standard deviation of the three-octave noise below, found by averaging it over the plane. */
const noiseDeviation = 0.49;

/**
 * Deviation of a texture from its mean, in standard deviations: every kind but flat has mean 0 and variance 1 where it
 * is resolved, and fades to 0 where a pixel covers more than a cycle.
 *
 * @param kind index into `roomTextureKinds`
 * @param along, across surface coordinates in cycles, turned into the texture's direction
 * @param alongWidth, acrossWidth how many cycles one pixel covers
 */
export function texture(kind: number, along: number, across: number, alongWidth: number, acrossWidth: number): number {
  switch (roomTextureKinds[kind]) {
    case 'stripes':
      return squareWave(along, alongWidth);
    case 'checks':
      // Twice as long across as along, so that checks have a direction as well.
      return squareWave(along, alongWidth) * squareWave(across / 2, acrossWidth / 2);
    case 'noise':
      return noise(along, across, alongWidth, acrossWidth);
    case 'bricks':
      return bricks(along, across, alongWidth, acrossWidth);
    default:
      return 0;
  }
}

/** Three octaves, stretched across the direction like grain. */
function noise(along: number, across: number, alongWidth: number, acrossWidth: number): number {
  const width = Math.max(alongWidth, acrossWidth / 3);
  let sum = 0;
  let amplitude = 1;
  let scale = 2;
  for (let octave = 0; octave < 3; octave++) {
    const resolved = 1 - width * scale * 0.5;
    if (resolved <= 0) break;
    sum += amplitude * resolved * valueNoise(along * scale, (across * scale) / 3, octave);
    amplitude *= 0.5;
    scale *= 2;
  }
  return Math.min(Math.max(sum / noiseDeviation, -textureLimit), textureLimit);
}

/** Courses of bricks twice as long as high, every other course shifted by half; each brick has a tone of its own. */
function bricks(along: number, across: number, alongWidth: number, acrossWidth: number): number {
  const course = Math.floor(along);
  const shifted = across / 2 + (course & 1) / 2;
  const joint = pulse(along, alongWidth, mortarAcross);
  const butt = pulse(shifted, acrossWidth / 2, mortarAlong);
  const resolved = Math.max(0, 1 - Math.max(alongWidth, acrossWidth / 2));
  const tone = resolved * brickTone * (latticeHash(course, Math.floor(shifted), 7) / 2147483648 - 1);
  const value = ((1 - joint) * (1 - butt) * (1 + tone) - brickShare) / brickDeviation;
  return Math.max(value, -textureLimit);
}
