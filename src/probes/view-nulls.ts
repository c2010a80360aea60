import { isMeasured, worldPointsByPixel, type PosedDepth } from '../geometry/index.js';
import { closeness, nullExpectations } from '../metrics/null-matchers.js';
import { PointGrid } from '../nn/index.js';
import { quantile } from '../stats/quantile.js';
import type { PosedView, ViewPair } from './view-pairs.js';

/** Matchers that see no feature, only where things are, and what each looks at. */
export const viewNulls = ['position', 'height', 'density'] as const;
export type ViewNull = (typeof viewNulls)[number];

/** Numbers that each tells of a pixel. */
const widths: Record<ViewNull, number> = { position: 2, height: 1, density: 1 };

/** What a null matcher makes of a pair: how near candidates, as pixels of b, come to what it expects of each point. */
export type NullMatcher = (pair: number, candidates: Int32Array) => Float32Array;

/**
 * Matchers that expect of a point of a, from a quadratic in its place in the image, its place in b, its height above the
 * ground, or how many points are about it in b, fitted to the very pairs on which they are judged.
 *
 * @returns by name; each gives similarities [points, candidates], −Infinity where the candidate was not measured
 */
export function nullMatchers(pairs: readonly ViewPair[]): Record<ViewNull, NullMatcher> {
  const shown = pairs.map(shownBy);
  return Object.fromEntries(
    viewNulls.map((name): [ViewNull, NullMatcher] => {
      const groups = pairs.map(({ a, inA, inB }, i) => ({
        positions: places(a, inA),
        attributes: shown[i][name](inB),
      }));
      const { predicted, spread } = nullExpectations(groups, widths[name]);
      return [name, (pair, candidates) => closeness(predicted[pair], shown[pair][name](candidates), spread)];
    }),
  ) as Record<ViewNull, NullMatcher>;
}

/** What is known of pixels of b without looking at the image. */
function shownBy({ a, b }: ViewPair): Record<ViewNull, (pixels: Int32Array) => Float32Array> {
  const world = worldPointsByPixel(b);
  const ground = groundOf([a, b]);
  const { positions, radius } = b.cloud;
  // As far as a point encoder sees: .4 m in rooms, 2 m in streets.
  const reach = (16 / 3) * radius;
  const grid = new PointGrid(positions, reach);
  const ofMeasured = (of: (x: number, y: number, z: number) => number) => (pixels: Int32Array) =>
    Float32Array.from(pixels, (pixel) =>
      isMeasured(b.depth[pixel]) ? of(world[3 * pixel], world[3 * pixel + 1], world[3 * pixel + 2]) : NaN,
    );
  return {
    position: (pixels) => places(b, pixels),
    height: ofMeasured((_x, _y, z) => z - ground),
    density: ofMeasured((x, y, z) => grid.within(x, y, z, reach, Infinity).length),
  };
}

/** Image positions of pixels, [pixels, 2] in −1..1. */
function places({ camera: { width, height } }: PosedDepth, pixels: Int32Array): Float32Array {
  const result = new Float32Array(2 * pixels.length);
  pixels.forEach((pixel, i) => {
    result[2 * i] = (2 * (pixel % width) + 1) / width - 1;
    result[2 * i + 1] = (2 * Math.floor(pixel / width) + 1) / height - 1;
  });
  return result;
}

/** Height that 2 % of the points do not reach: the ground, but for a few stray points below it. */
function groundOf(views: readonly PosedView[]): number {
  const heights = views.flatMap(({ cloud }) => Array.from(cloud.positions).filter((_, i) => i % 3 === 2));
  return quantile(Float64Array.from(heights).sort(), 0.02);
}
