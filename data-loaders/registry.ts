import { cityscapesEntry } from './cityscapes/index.js';
import { cocoEntry } from './coco/index.js';
import { needOptions, type DatasetEntry } from './dataset-entry.js';
import { imagesEntry } from './images/index.js';
import { kittiEntry } from './kitti/index.js';
import { rememberOpening } from './opening.js';
import { nyuEntry } from './nyu/index.js';
import { posedRgbdEntry } from './posed-rgbd/index.js';
import { roomsEntry } from './rooms/index.js';
import type { SceneDataset } from './sample.js';
import { scannetEntry } from './scannet/index.js';

/** The datasets by name: adding one is adding a folder with its entry, and a line here. */
export const datasets = {
  rooms: roomsEntry,
  'posed-rgbd': posedRgbdEntry,
  scannet: scannetEntry,
  nyuv2: nyuEntry,
  kitti: kittiEntry,
  cityscapes: cityscapesEntry,
  coco: cocoEntry,
  images: imagesEntry,
};

/** The name of a dataset of the registry. */
export type DatasetName = keyof typeof datasets;

/** Names of all datasets. */
export const datasetNames = Object.keys(datasets) as [DatasetName, ...DatasetName[]];

/** The entry of a dataset, whatever its options. */
export function datasetEntry(name: DatasetName): DatasetEntry {
  return datasets[name] as unknown as DatasetEntry;
}

/**
 * Opens a dataset whose name and options come from a file or a command line; in code, `rooms({ … })` and its like say
 * more. Throws InputError naming the option, folder or file that is wrong.
 */
export async function openDataset(
  name: DatasetName,
  options: Readonly<Record<string, unknown>>,
): Promise<SceneDataset> {
  const entry = datasetEntry(name);
  needOptions(entry, options);
  return rememberOpening(await entry.open(options), { name, options });
}
