import { frameIds } from '../../data-loaders/batches.js';
import type { SceneDataset, Split } from '../../data-loaders/sample.js';
import { InputError } from '../support/errors.js';

/** What `data inspect` shows. */
export interface Inspected {
  /** A scene where its split has points but no frames. */
  kind: 'frame' | 'scene';
  id: string;
  split: Split;
  /** How many there are of its kind in the split. */
  count: number;
}

const splits = ['train', 'val', 'test'] as const;

/**
 * The frame with an id or a place in a split, without a split in the first one that has any; where there are points but
 * no frames, the scene. Throws InputError saying what there is if there is none.
 */
export function chooseInspected(
  dataset: SceneDataset,
  { id, split, index = 0 }: { id?: string; split?: Split; index?: number },
): Inspected {
  const all = splits.map((name) => ({ split: name, ...contentOf(dataset, name) }));
  if (id !== undefined) {
    const found = all.find(({ ids }) => ids.includes(id));
    if (found) return { kind: found.kind, id, split: found.split, count: found.ids.length };
    const [example] = all.flatMap(({ ids }) => ids);
    throw new InputError(`${dataset.name} has no frame ${id}. Its ids look like ${example}.`);
  }
  const filled = all.filter(({ ids }) => ids.length > 0);
  const chosen = split === undefined ? filled[0] : all.find((one) => one.split === split)!;
  const have = filled.map((one) => `${one.split} has ${counted(one)}`).join(', ');
  if (chosen === undefined || chosen.ids.length === 0)
    throw new InputError(
      `${split === undefined ? dataset.name : `The split ${split}`} has no frames; ${have ? `${have}: give another --split` : 'nor has any split'}.`,
    );
  const { kind, ids } = chosen;
  if (index >= ids.length)
    throw new InputError(`The split ${chosen.split} has ${counted(chosen)}: give an --index below that, not ${index}.`);
  return { kind, id: ids[index], split: chosen.split, count: ids.length };
}

interface Content {
  kind: Inspected['kind'];
  ids: string[];
}

function contentOf(dataset: SceneDataset, split: Split): Content {
  const ids = frameIds(dataset, split);
  if (ids.length > 0 || !dataset.modalities.includes('cloud')) return { kind: 'frame', ids };
  return { kind: 'scene', ids: dataset.scenes.filter((scene) => scene.split === split).map((scene) => scene.id) };
}

function counted({ kind, ids }: Content): string {
  return `${ids.length} ${kind}${ids.length === 1 ? '' : 's'}`;
}
