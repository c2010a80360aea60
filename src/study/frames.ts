import { frameIds } from '../../data-loaders/batches.js';
import type { SceneDataset, Split } from '../../data-loaders/sample.js';

/**
 * Frames of a split spread evenly over its scenes: the first view of every scene, then the second …, until there are
 * `count`; in the order of the scenes. With fewer than there are scenes, scenes at equal steps.
 */
export function spreadFrames(dataset: Pick<SceneDataset, 'scenes'>, split: Split, count: number): string[] {
  const scenes = dataset.scenes.filter((scene) => scene.split === split);
  const chosen = new Set<string>();
  const most = Math.max(0, ...scenes.map((scene) => scene.frames.length));
  for (let view = 0; view < most && chosen.size < count; view++) {
    const withView = scenes.filter((scene) => scene.frames.length > view);
    const wanted = Math.min(count - chosen.size, withView.length);
    for (let i = 0; i < wanted; i++) chosen.add(withView[Math.floor((i * withView.length) / wanted)].frames[view]);
  }
  return frameIds(dataset, split).filter((id) => chosen.has(id));
}

/** Ids of the test scenes of a dataset, in its order: that of every row's sums per scene. */
export function testScenes(dataset: SceneDataset): string[] {
  return dataset.scenes.filter((scene) => scene.split === 'test').map((scene) => scene.id);
}
