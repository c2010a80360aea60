import { isMainThread } from 'node:worker_threads';
import { fuseCloud } from '../../src/geometry/voxels.js';
import { defaultSignal } from '../../src/support/default-signal.js';
import { InputError } from '../../src/support/errors.js';
import { canonicalJson, sha256 } from '../../src/support/files.js';
import { progress } from '../../src/support/progress.js';
import { seeded } from '../../src/support/random.js';
import { BoundedCache } from '../bounded-cache.js';
import type { Box, Material, Modality, PointCloud, Sample, Scene, SceneDataset, Split } from '../sample.js';
import { assembleSample } from './assemble-sample.js';
import { disguise, interventions, type Factor } from './interventions.js';
import { generatorVersion, resolveRooms, type ResolvedRooms, type RoomsOptions } from './options.js';
import { renderScenes } from './render-pool.js';
import { describeScene, renderScene, type SceneRequest } from './render-scene.js';
import { renderView } from './render.js';
import { classesOf, decodeScene, materialsOf, metres, type StoredScene } from './scene-file.js';
import type { RoomScene } from './scene.js';
import { classId, roomClasses, roomTextureKinds } from './vocabulary.js';

const splits: readonly Split[] = ['train', 'val', 'test'];

/** Decoded scenes kept in memory, bytes: fewer in a thread, of which there are several and which are asked for each frame once. */
const memoryLimit = isMainThread ? 64e6 : 16e6;

/** Every frame of Rooms carries everything. */
export interface RoomsSample extends Sample {
  depth: Float32Array;
  normals: Float32Array;
  albedo: Uint8Array;
  semantics: Uint16Array;
  instances: Uint16Array;
  boxes: Box[];
  materials: (Material | undefined)[];
  worldFromCamera: Float64Array;
}

/** The procedural RGB-D world: deterministic scenes, and the same frame with one factor changed. */
export interface RoomsDataset extends SceneDataset {
  readonly options: ResolvedRooms;
  load(frameId: string): Promise<RoomsSample>;
  /** Loads frames, rendering what is missing on worker threads; in the order of the ids. */
  render(frameIds: readonly string[], options?: { signal?: AbortSignal }): Promise<RoomsSample[]>;
  /** The frame with one factor changed and all others held; `seed` chooses among the changes. */
  intervene(frameId: string, factor: Factor, seed: number | string): Promise<RoomsSample>;
  /**
   * The frame with things that look like others, and by class id the id of the class that it looks like (itself where
   * nothing was changed); `seed` chooses among the exchanges.
   */
  disguise(frameId: string, seed: number | string): Promise<{ sample: RoomsSample; looks: Uint16Array }>;
  /** The scene as plain data: what the interventions take. */
  describe(sceneId: string): RoomScene;
  /** Overlap that a frame was given with the first of its scene, as measured when it was placed. */
  overlap(frameId: string): Promise<number>;
}

/**
 * Opens Rooms: furnished rooms rendered by this package, the same bytes from the same options on every machine.
 *
 * Throws InputError naming an option that is out of range.
 */
export function rooms(options: RoomsOptions = {}): RoomsDataset {
  return new Rooms(resolveRooms(options));
}

/** Whether a dataset is Rooms, with its interventions and its scenes as plain data. */
export function isRooms(dataset: SceneDataset): dataset is RoomsDataset {
  return dataset instanceof Rooms;
}

class Rooms implements RoomsDataset {
  readonly name = 'rooms';
  readonly modalities: readonly Modality[] = [
    'depth',
    'normals',
    'albedo',
    'semantics',
    'instances',
    'boxes',
    'material',
    'pose',
    'cloud',
  ];
  readonly classes: readonly string[] = roomClasses;
  readonly textureKinds: readonly string[] = roomTextureKinds;
  readonly scenes: readonly Scene[];
  readonly fingerprint: string;
  private readonly requests = new Map<string, SceneRequest>();
  private readonly cache: BoundedCache;
  private readonly memory = new Map<string, StoredScene>();

  constructor(readonly options: ResolvedRooms) {
    const { style, width, height, views, voxel, scenes, seed, heldOutSeed } = options;
    const world = { generatorVersion, style, width, height, views };
    this.fingerprint = sha256(canonicalJson({ ...world, voxel, scenes, seed, heldOutSeed }));
    this.cache = new BoundedCache(options.cache, 'Rendered rooms');
    this.scenes = splits.flatMap((split) =>
      Array.from({ length: scenes[split] }, (_, index): Scene => {
        const id = `${split}-${String(index).padStart(4, '0')}`;
        this.requests.set(id, { ...world, world: split === 'train' ? seed : heldOutSeed, split, index });
        return { id, split, frames: Array.from({ length: views }, (_, view) => `${id}/${view}`) };
      }),
    );
  }

  async load(frameId: string): Promise<RoomsSample> {
    const { sceneId, view } = this.parse(frameId);
    return this.sample(frameId, this.scene(sceneId), view);
  }

  async cloud(sceneId: string): Promise<PointCloud> {
    const posed = this.scene(sceneId).frames.map((frame) => ({
      camera: frame.camera,
      depth: metres(frame),
      rgb: frame.rgb,
      worldFromCamera: Float64Array.from(frame.worldFromCamera),
    }));
    return fuseCloud(posed, { voxel: this.options.voxel });
  }

  async overlap(frameId: string): Promise<number> {
    const { sceneId, view } = this.parse(frameId);
    return this.scene(sceneId).frames[view].overlap;
  }

  async render(
    frameIds: readonly string[],
    { signal = defaultSignal() }: { signal?: AbortSignal } = {},
  ): Promise<RoomsSample[]> {
    const samples = new Map<string, RoomsSample>();
    const wanted = new Map<string, { frameId: string; view: number }[]>();
    for (const frameId of frameIds) {
      const { sceneId, view } = this.parse(frameId);
      wanted.set(sceneId, [...(wanted.get(sceneId) ?? []), { frameId, view }]);
    }
    const take = (sceneId: string, scene: StoredScene): void => {
      for (const { frameId, view } of wanted.get(sceneId)!) samples.set(frameId, this.sample(frameId, scene, view));
    };
    const missing: string[] = [];
    for (const sceneId of wanted.keys()) {
      const scene = this.stored(sceneId);
      if (scene) take(sceneId, scene);
      else missing.push(sceneId);
    }
    await this.renderEach(missing, signal, (sceneId, bytes) => take(sceneId, this.keep(sceneId, bytes)));
    return frameIds.map((frameId) => samples.get(frameId)!);
  }

  async prepare({ signal = defaultSignal() }: { signal?: AbortSignal } = {}): Promise<void> {
    const missing = this.scenes
      .map(({ id }) => id)
      .filter((id) => !this.memory.has(id) && !this.cache.has(this.cacheName(id)));
    await this.renderEach(missing, signal, (sceneId, bytes) => {
      // In memory as well only where the disk does not keep it.
      if (!this.cache.write(this.cacheName(sceneId), bytes)) this.remember(sceneId, bytes);
    });
  }

  /** Renders scenes on worker threads; each is handed to `done` as it is finished, in any order. */
  private async renderEach(
    sceneIds: readonly string[],
    signal: AbortSignal | undefined,
    done: (sceneId: string, bytes: Uint8Array) => void,
  ): Promise<void> {
    if (sceneIds.length === 0) return;
    const task = progress().start('Rendering rooms', sceneIds.length);
    let finished = 0;
    try {
      await renderScenes(
        sceneIds.map((sceneId) => this.request(sceneId)),
        {
          workers: this.options.workers,
          signal,
          done: (index, bytes) => {
            done(sceneIds[index], bytes);
            task.update(++finished);
          },
        },
      );
    } finally {
      task.finish();
    }
  }

  describe(sceneId: string): RoomScene {
    return describeScene(this.request(sceneId));
  }

  async intervene(frameId: string, factor: Factor, seed: number | string): Promise<RoomsSample> {
    const { sceneId } = this.parse(frameId);
    if (!Object.hasOwn(interventions, factor))
      throw new InputError(`Unknown factor ${factor}: give one of ${Object.keys(interventions).join(', ')}.`);
    const changed = interventions[factor](this.describe(sceneId), seeded('intervention', sceneId, factor, seed));
    return this.seen(frameId, changed);
  }

  async disguise(frameId: string, seed: number | string): Promise<{ sample: RoomsSample; looks: Uint16Array }> {
    const { sceneId } = this.parse(frameId);
    const { scene, looks } = disguise(this.describe(sceneId), seeded('disguise', sceneId, seed));
    const ids = Uint16Array.from(roomClasses, (_, id) => id);
    for (const [own, look] of looks) ids[classId[own]] = classId[look];
    return { sample: this.seen(frameId, scene), looks: ids };
  }

  /** A frame of a scene that was changed. */
  private seen(frameId: string, changed: RoomScene): RoomsSample {
    const { view } = this.parse(frameId);
    const { width, height } = this.options;
    const { worldFromCamera, overlap } = changed.views[view];
    const frame = { ...renderView(changed, view, width, height), worldFromCamera, overlap };
    return assembleSample(this.identify(frameId), frame, {
      classes: classesOf(changed),
      materials: materialsOf(changed),
    });
  }

  private request(sceneId: string): SceneRequest {
    const request = this.requests.get(sceneId);
    if (!request) {
      const first = this.scenes[0]?.id ?? 'none';
      throw new InputError(`Rooms has no scene ${sceneId}: it has ${this.scenes.length}, beginning with ${first}.`);
    }
    return request;
  }

  private parse(frameId: string): { sceneId: string; view: number } {
    const [sceneId, view, ...more] = frameId.split('/');
    this.request(sceneId);
    if (more.length > 0 || !/^\d$/.test(view ?? '') || Number(view) >= this.options.views)
      throw new InputError(`Rooms has no frame ${frameId}: give ${sceneId}/0 … ${sceneId}/${this.options.views - 1}.`);
    return { sceneId, view: Number(view) };
  }

  /** A scene from memory, disk or the renderer. */
  private scene(sceneId: string): StoredScene {
    return this.stored(sceneId) ?? this.keep(sceneId, renderScene(this.request(sceneId)));
  }

  private cacheName(sceneId: string): string {
    return sha256(canonicalJson(this.request(sceneId))).slice(0, 32);
  }

  /** A scene from memory or disk, if it is there and whole. */
  private stored(sceneId: string): StoredScene | undefined {
    const held = this.memory.get(sceneId);
    if (held) return held;
    const bytes = this.cache.read(this.cacheName(sceneId));
    return bytes && this.remember(sceneId, bytes);
  }

  private keep(sceneId: string, bytes: Uint8Array): StoredScene {
    this.cache.write(this.cacheName(sceneId), bytes);
    return this.remember(sceneId, bytes);
  }

  private remember(sceneId: string, bytes: Uint8Array): StoredScene {
    const scene = decodeScene(bytes);
    const most = Math.max(2, Math.floor(memoryLimit / bytes.length));
    this.memory.set(sceneId, scene);
    for (const oldest of this.memory.keys()) {
      if (this.memory.size <= most) break;
      this.memory.delete(oldest);
    }
    return scene;
  }

  private sample(frameId: string, { frames, classes, materials }: StoredScene, view: number): RoomsSample {
    // The scene stays in memory, so the sample gets rasters of its own.
    const stored = frames[view];
    const frame = { ...stored, rgb: stored.rgb.slice(), albedo: stored.albedo.slice(), depth: metres(stored) };
    return assembleSample(this.identify(frameId), frame, { classes, materials });
  }

  private identify(frameId: string): { id: string; scene: string; split: Split } {
    const scene = frameId.split('/')[0];
    return { id: frameId, scene, split: this.request(scene).split };
  }
}
