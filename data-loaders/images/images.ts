import { openTree } from '../../src/formats/open-tree.js';
import { decodeColour } from '../../src/image/decode.js';
import { InputError } from '../../src/support/errors.js';
import { fingerprintFiles } from '../fingerprint-files.js';
import { nominalCamera } from '../nominal-camera.js';
import { resizeSample } from '../resize-sample.js';
import type { Sample, SceneDataset } from '../sample.js';
import { findImages } from './find-images.js';
import { parseOptions, type ImagesOptions } from './options.js';
import { splitsOf } from './splits.js';

/** Part of every fingerprint: raise it when the same files give other samples than before. */
const version = 1;

/**
 * Any folder or `.zip` archive of images (JPEG, PNG, WebP), also in folders in it: colour only, with a nominal camera
 * (`nominalCamera`). Every image is a scene of its own, named by its path; see docs/datasets/images.md for splits.
 *
 * Opening lists files. Throws InputError, naming option or folder, if there is no image; `load` throws it, naming the file,
 * for what is damaged.
 */
export async function images(options: ImagesOptions): Promise<SceneDataset> {
  const { root, ...decided } = parseOptions(options);
  const { width, height, every } = decided;
  const tree = await openTree(root);
  const paths = (await findImages(tree)).filter((_, i) => i % every === 0);
  const splits = splitsOf(paths);
  const splitOf = new Map(paths.map((path, i) => [path, splits[i]]));

  return {
    name: 'images',
    fingerprint: await fingerprintFiles(tree, paths, { version, ...decided }),
    modalities: [],
    classes: [],
    textureKinds: [],
    scenes: paths.map((path, i) => ({ id: path, split: splits[i], frames: [path] })),
    async load(frameId: string): Promise<Sample> {
      const split = splitOf.get(frameId);
      if (split === undefined) throw new InputError(`${root} has no image ${frameId}. Its ids look like ${paths[0]}.`);
      const colour = await decodeColour(await tree.read(frameId), tree.describe(frameId));
      const sample = {
        id: frameId,
        dataset: 'images',
        scene: frameId,
        split,
        ...colour,
        camera: nominalCamera(colour),
      };
      return width !== undefined ? resizeSample(sample, { width, height: height! }) : sample;
    },
    cloud(sceneId: string) {
      return Promise.reject(new InputError(`${sceneId} has no cloud: it is an image without depth.`));
    },
  };
}
