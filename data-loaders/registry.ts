import { posedRgbd, type PosedRgbdOptions } from './posed-rgbd/index.js';
import { rooms, type RoomsOptions } from './rooms/index.js';
import type { SceneDataset } from './sample.js';

/** A dataset that can be opened by name. */
export interface DatasetEntry<Options> {
  name: string;
  /** One sentence: what it is and what it carries. */
  description: string;
  reference: string;
  /** Opens it without reading a frame. Throws InputError naming the option, folder or file that is wrong. */
  open(options: Options): SceneDataset;
}

/** The datasets by name: adding one is adding a folder and an entry here. */
export const datasets = {
  rooms: {
    name: 'rooms',
    description:
      'Procedural furnished rooms with every truth and with interventions on one factor; nothing to download.',
    reference: 'this toolkit',
    open: rooms,
  } satisfies DatasetEntry<RoomsOptions | undefined>,
  'posed-rgbd': {
    name: 'posed-rgbd',
    description: 'Any folder of RGB-D frames with poses and intrinsics: colour, depth, normals from depth, clouds.',
    reference: 'file names of the C++ SensReader of ScanNet (Dai et al., CVPR 2017) and of 7-Scenes exports',
    open: posedRgbd,
  } satisfies DatasetEntry<PosedRgbdOptions>,
};
