import type { RoomScene, Solid } from './scene.js';

export const boxShape = 0;
export const ellipsoidShape = 1;
export const frustumShape = 2;

/** What glows, in the order of `CompiledScene.glow`. */
export const glowKinds = ['daylight', 'ceiling', 'lamp'] as const;

/** The solids of a scene as struct of arrays, ready for the inner loops. */
export interface CompiledScene {
  count: number;
  shape: Uint8Array;
  /** [count, 3] */
  centre: Float64Array;
  /** [count, 9], rows are the local axes in world coordinates. */
  axes: Float64Array;
  /** [count, 3] half extents; a frustum's lower radius is half[0]. */
  half: Float64Array;
  /** [count, 3] half extents of the box around the solid: `half`, but for frusta whose upper radius is the larger. */
  extent: Float64Array;
  /** [count] 1 where the third axis is the world's vertical. */
  upright: Uint8Array;
  /** [count] half difference and mean of a frustum's radii: r(z) = mean + slope·z/half. */
  meanRadius: Float64Array;
  slope: Float64Array;
  /** [count] radius of the sphere around the centre that holds the solid. */
  reach: Float64Array;
  /** [count] index into the scene's instances. */
  instance: Uint16Array;
  /** [count] 1 window panes, 2 ceiling lamps, 3 other lamps, 0 what does not glow. */
  glow: Uint8Array;
  /** Those that throw shadows, large ones first. */
  casters: Int32Array;
  low: Float64Array;
  high: Float64Array;
}

function reachOf({ shape, half, top = 0 }: Solid): number {
  const [x, y, z] = half;
  if (shape === 'ellipsoid') return Math.max(x, y, z);
  const r = Math.max(x, top);
  return shape === 'box' ? Math.sqrt(x * x + y * y + z * z) : Math.sqrt(r * r + z * z);
}

/** Turns a scene's description into arrays. */
export function compileScene({ solids, low, high }: Pick<RoomScene, 'solids' | 'low' | 'high'>): CompiledScene {
  const count = solids.length;
  const compiled: CompiledScene = {
    count,
    shape: new Uint8Array(count),
    centre: new Float64Array(count * 3),
    axes: new Float64Array(count * 9),
    half: new Float64Array(count * 3),
    extent: new Float64Array(count * 3),
    upright: new Uint8Array(count),
    meanRadius: new Float64Array(count),
    slope: new Float64Array(count),
    reach: new Float64Array(count),
    instance: new Uint16Array(count),
    glow: new Uint8Array(count),
    casters: new Int32Array(0),
    low: Float64Array.from(low),
    high: Float64Array.from(high),
  };
  for (let i = 0; i < count; i++) compileSolid(solids[i], i, compiled);
  compiled.casters = Int32Array.from(solids.keys())
    .filter((i) => !solids[i].relief)
    .sort((a, b) => compiled.reach[b] - compiled.reach[a] || a - b);
  return compiled;
}

const shapes = { box: boxShape, ellipsoid: ellipsoidShape, frustum: frustumShape };

function compileSolid(solid: Solid, i: number, compiled: CompiledScene): void {
  const { shape, centre, axes, half, top = half[0] } = solid;
  for (let k = 0; k < 3; k++) {
    compiled.centre[i * 3 + k] = centre[k];
    compiled.half[i * 3 + k] = half[k];
    for (let axis = 0; axis < 3; axis++) compiled.axes[i * 9 + axis * 3 + k] = axes[axis][k];
  }
  const mean = (half[0] + top) / 2;
  const slope = (top - half[0]) / 2;
  const round = shape === 'frustum';
  compiled.extent[i * 3] = round ? mean + Math.abs(slope) : half[0];
  compiled.extent[i * 3 + 1] = round ? mean + Math.abs(slope) : half[1];
  compiled.extent[i * 3 + 2] = half[2];
  compiled.upright[i] = isUpright(axes) ? 1 : 0;
  compiled.shape[i] = shapes[shape];
  compiled.meanRadius[i] = mean;
  compiled.slope[i] = slope;
  compiled.reach[i] = reachOf(solid);
  compiled.instance[i] = solid.instance;
  if (solid.glows) compiled.glow[i] = 1 + glowKinds.indexOf(solid.glows);
}

function isUpright([x, y, z]: Solid['axes']): boolean {
  return x[2] === 0 && y[2] === 0 && z[0] === 0 && z[1] === 0 && z[2] === 1;
}
