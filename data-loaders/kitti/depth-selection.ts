import type { FileTree } from '../../src/formats/file-tree.js';
import { decodeColour } from '../../src/image/decode.js';
import { InputError } from '../../src/support/errors.js';
import type { Scene } from '../sample.js';
import { parseDepthMap } from './depth-maps.js';
import type { RecordedFrame } from './kitti-sample.js';
import type { KittiLayout } from './layout.js';
import { filesIn, inFolder, readTextFile } from './tree-paths.js';
import type { CompleteOptions } from './options.js';
import { sameSize } from './same-size.js';

/** A folder of selected images: with truth for validation, without for the test. */
interface SelectionFolder {
  name: string;
  path: string;
}

const names = ['val_selection_cropped', 'test_depth_completion_anonymous', 'test_depth_prediction_anonymous'];

/** The folders of selected images below a folder or its `depth_selection`. Throws InputError if one is there twice. */
export async function selectionFolders(tree: FileTree, base: string): Promise<SelectionFolder[]> {
  const found: SelectionFolder[] = [];
  for (const parent of [base, inFolder(base, 'depth_selection')])
    for (const name of names) {
      if (!(await tree.hasFolder(inFolder(parent, `${name}/image`)))) continue;
      const other = found.find((folder) => folder.name === name);
      if (other)
        throw new InputError(
          `${tree.describe(inFolder(parent, name))} and ${other.path} are the same. Remove one of them.`,
        );
      found.push({ name, path: inFolder(parent, name) });
    }
  return found;
}

/** Paths of a selected image and of what belongs to it. */
interface SelectedFiles {
  image: string;
  intrinsics: string;
  truth?: string;
  sparse?: string;
}

/** The images selected for the depth benchmark, cropped to 1216×352, each with its own intrinsics. */
export async function openSelection(
  tree: FileTree,
  folders: readonly SelectionFolder[],
  { every }: CompleteOptions,
): Promise<KittiLayout> {
  const frames = new Map<string, SelectedFiles>();
  const scenes: Scene[] = [];
  for (const { name, path } of folders) {
    const present = new Set<string>();
    for (const kind of ['groundtruth_depth', 'velodyne_raw'])
      for (const file of await filesIn(tree, `${path}/${kind}`)) present.add(`${kind}/${file}`);
    const images = (await filesIn(tree, `${path}/image`)).filter((file) => file.endsWith('.png'));
    for (const file of images.filter((_, index) => index % every === 0)) {
      const id = `${name}/${file.slice(0, -'.png'.length)}`;
      const mapOf = (kind: string): string | undefined => {
        const map = `${kind}/${file.replace('_sync_image_', `_sync_${kind}_`)}`;
        return present.has(map) ? `${path}/${map}` : undefined;
      };
      frames.set(id, {
        image: `${path}/image/${file}`,
        intrinsics: `${path}/intrinsics/${file.replace(/png$/, 'txt')}`,
        truth: mapOf('groundtruth_depth'),
        sparse: mapOf('velodyne_raw'),
      });
      scenes.push({ id, split: name.startsWith('val') ? 'val' : 'test', frames: [id] });
    }
  }
  return {
    scenes,
    modalities: [...frames.values()].some(({ truth }) => truth !== undefined) ? ['depth'] : [],
    classes: [],
    notes: [
      'Images selected for the benchmark: those with truth are val, the others test. They have no poses or scans.',
    ],
    sharedFiles: [],
    hasDepthMaps: true,
    filesOf: (id) => {
      const { image, intrinsics, truth, sparse } = frames.get(id)!;
      return [image, intrinsics, truth, sparse].flatMap((path) => (path === undefined ? [] : { tree, path }));
    },
    read: (id) => readFrame(tree, frames.get(id)!),
  };
}

async function readFrame(tree: FileTree, { image, intrinsics, truth, sparse }: SelectedFiles): Promise<RecordedFrame> {
  const colour = await decodeColour(await tree.read(image), tree.describe(image));
  const { width, height } = colour;
  const read = async (file: string): Promise<Float32Array> => {
    const map = parseDepthMap(await tree.read(file), tree.describe(file));
    sameSize(map, colour, tree.describe(file));
    return map.values;
  };
  const numbers = (await readTextFile(tree, intrinsics)).trim().split(/\s+/).map(Number);
  const [fx, , cx, , fy, cy] = numbers;
  if (numbers.length !== 9 || !numbers.every(Number.isFinite) || !(fx > 0 && fy > 0))
    throw new InputError(
      `${tree.describe(intrinsics)} is no camera matrix of 9 numbers. Take the file of the download.`,
    );
  return {
    ...colour,
    camera: { width, height, fx, fy, cx, cy },
    ...(truth !== undefined && { depth: await read(truth) }),
    ...(sparse !== undefined && { sparseDepth: await read(sparse) }),
  };
}
