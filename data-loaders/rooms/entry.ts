import type { DatasetEntry } from '../dataset-entry.js';
import { roomsOptions } from './options.js';
import { rooms } from './rooms.js';

/** Rooms in the registry of datasets. */
export const roomsEntry = {
  name: 'rooms',
  description: 'Procedural furnished rooms with every truth and with interventions on one factor; nothing to download.',
  reference: 'this toolkit',
  origin: 'rendered',
  offer: {
    modalities: ['depth', 'normals', 'albedo', 'semantics', 'instances', 'boxes', 'material', 'pose', 'cloud'],
    tasks: [
      'semantic segmentation',
      'instance segmentation',
      'object detection',
      'depth prediction',
      'image reconstruction',
    ],
    request: 'nobody: this package renders it',
    size: 'nothing to download',
    licence: 'that of this package',
  },
  options: roomsOptions,
  open: rooms,
} satisfies DatasetEntry<typeof roomsOptions>;
