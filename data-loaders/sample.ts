import type { Camera } from '../src/geometry/camera.js';
import type { PointCloud } from '../src/geometry/point-cloud.js';

export type { Camera, PointCloud };

/** What a {@link Sample} may carry besides its colour image. */
export type Modality =
  | 'depth'
  | 'normals'
  | 'albedo'
  | 'semantics'
  | 'instances'
  | 'boxes'
  | 'boxes3d'
  | 'material'
  | 'pose'
  | 'points'
  | 'cloud';

/** Parts of a dataset: to train on, to choose on, to report. */
export type Split = 'train' | 'val' | 'test';

/** What kind of place a dataset shows: it decides the lengths at which views and points are compared. */
export type World = 'indoor' | 'street';

/** Axis-aligned box in pixels, from (x, y) to (x + width, y + height). */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
  /** Semantic class id and name of what it holds. */
  class: string;
  classId: number;
  instance: number;
  /** To be left out of training and scoring: a crowd, or a region that nobody labelled. */
  ignore?: boolean;
}

/** Box in space in the frame of the camera: x right, y down, z forward, metres. */
export interface Box3d {
  /** Semantic class id and name of what it holds. */
  class: string;
  classId: number;
  /** As that of the {@link Box} of the same object. */
  instance: number;
  centre: [number, number, number];
  /** Length, width, height. */
  size: [number, number, number];
  /** Turn about the camera's y axis in radians: at 0 the length lies along x. */
  yaw: number;
}

/** The surface material seen by each pixel, known only where the world is made: one entry an instance id. */
export interface Material {
  /** Texture kind by index into `textureKinds` of the dataset: flat, stripes, … */
  kind: number;
  /** Cycles per metre on the surface; 0 for flat. */
  frequency: number;
  /** Direction of the texture in the surface's own plane, radians in [0, π). */
  orientation: number;
  /** Base colour, linear RGB in 0..1. */
  colour: [number, number, number];
}

/**
 * One frame of one dataset: the single type that every loader yields and everything later reads.
 *
 * Rasters are row-major, [height, width] or [height, width, channels]. Metres, pixels, radians.
 */
export interface Sample {
  /** Unique in its dataset, and stable: `scene/frame`. */
  id: string;
  dataset: string;
  scene: string;
  split: Split;
  width: number;
  height: number;
  /** sRGB, [height, width, 3], 0..255. */
  rgb: Uint8Array;
  camera: Camera;
  /**
   * Depth along the optical axis in metres, [height, width]; 0 where there is no measurement, Infinity where it is known to
   * be too far to measure.
   */
  depth?: Float32Array;
  /** Unit surface normals in the camera frame, facing the camera, [height, width, 3]; (0,0,0) where unknown. */
  normals?: Float32Array;
  /** Surface reflectance as sRGB, [height, width, 3]: what the colour would be under white, even light. */
  albedo?: Uint8Array;
  /** Semantic class ids, [height, width]; names in the dataset's `classes`. 0 = unlabelled. */
  semantics?: Uint16Array;
  /** The label ids from which `semantics` was made, as the dataset stores them. */
  rawSemantics?: Uint16Array;
  /** Instance ids, [height, width]; 0 = none. In Rooms every surface has one. */
  instances?: Uint16Array;
  boxes?: Box[];
  boxes3d?: Box3d[];
  /** What a scanner measured at this frame, in the frame of the camera: x right, y down, z forward. */
  points?: PointCloud;
  /** The image of the right camera of a stereo pair at `camera.baseline`, sRGB, [height, width, 3]. */
  rightRgb?: Uint8Array;
  /** Material of each instance id (index 0 unused). */
  materials?: (Material | undefined)[];
  /** 4×4 row-major rigid transform from camera to world coordinates; world z is up. */
  worldFromCamera?: Float64Array;
  /** Tracking was lost: the frame has no pose, though others of its scene have. */
  trackingLost?: boolean;
}

/** A scene: frames that look at the same place. */
export interface Scene {
  id: string;
  split: Split;
  frames: string[];
}

/** The reconstructed surface of a scene: its vertices, with what is known of them. */
export interface LabelledCloud extends PointCloud {
  /** Class of each vertex, [count]; 0 = unlabelled. */
  semantics?: Uint16Array;
  /** Object that each vertex is of, [count]; 0 = none. */
  instances?: Uint16Array;
}

/** A dataset of posed frames. Loading is lazy: nothing is read before `load` or `cloud`. */
export interface SceneDataset {
  readonly name: string;
  /** Hash of everything that decides the content: options, file sizes and times, generator version. */
  readonly fingerprint: string;
  /** Indoor unless told. */
  readonly world?: World;
  /** What its samples carry. */
  readonly modalities: readonly Modality[];
  readonly classes: readonly string[];
  /** The dataset's own colours of its classes, sRGB, as far as it has such. */
  readonly legend?: readonly (readonly [number, number, number])[];
  /** Under which ids benchmarks train the classes, 255 = left out; when undefined, under their own. */
  readonly trainIds?: readonly number[];
  readonly textureKinds: readonly string[];
  readonly scenes: readonly Scene[];
  /** What a reader of its results must know, e.g. how one place was split. */
  readonly notes?: readonly string[];
  /** Makes every frame quick to load (renders, decodes) and reports progress; loading works without it. */
  prepare?(options?: { signal?: AbortSignal }): Promise<void>;
  /** One frame by id, whose rasters belong to the caller alone. Throws InputError naming the file when it cannot be read. */
  load(frameId: string): Promise<Sample>;
  /** The fused, voxel-resampled cloud of a scene. */
  cloud(sceneId: string): Promise<PointCloud>;
  /** Scenes that `mesh` can read. */
  readonly meshes?: readonly string[];
  /** The reconstructed surface of a scene as it is stored. Throws InputError naming the file that cannot be used. */
  mesh?(sceneId: string): Promise<LabelledCloud>;
}
