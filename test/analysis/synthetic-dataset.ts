import type { SceneDataset } from '../../data-loaders/sample.js';
import { syntheticSample } from '../probes/synthetic.js';

const scenes = Array.from({ length: 180 }, (_, i) => ({
  id: `scene${i}`,
  split: (['train', 'train', 'train', 'train', 'val', 'test'] as const)[i % 6],
  frames: [`scene${i}/0`],
}));
/** One frame a scene, of surfaces whose colours, depths and textures are drawn independently. */
export const dataset: SceneDataset = {
  name: 'synthetic',
  fingerprint: 'synthetic',
  modalities: ['depth', 'normals', 'albedo', 'instances', 'material', 'semantics'],
  classes: ['', 'a', 'b', 'c'],
  textureKinds: ['flat', 'a', 'b'],
  scenes,
  load: async (id) => {
    const { id: scene, split } = scenes.find(({ frames }) => frames.includes(id))!;
    return syntheticSample(scene, 0, split);
  },
  cloud: () => Promise.reject(new Error('no cloud')),
};
