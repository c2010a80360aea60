import type { Random } from '../src/support/random.js';

/** Positions of two frames of a scene. */
export type CandidatePair = [first: number, second: number];

/** Of so many pairs a random order of all is drawn; of more, only those that are taken. */
const fewPairs = 2 ** 17;

/**
 * Of many, so many pairs a scene are taken on average: a scene costs its cloud, whatever is taken of it. Four views, as
 * those of Rooms, have six.
 */
const pairsPerScene = 6;

/**
 * Pairs of frames by index of their scene, in order: all of them, or `most` at random. Of long recordings, which have millions,
 * the pairs are those of at most `most`/6 scenes. Memory grows with frames and `most`, not with the number of pairs.
 */
export function candidatePairs(
  framesPerScene: readonly number[],
  most: number,
  random: Random,
): Map<number, CandidatePair[]> {
  const scenes = [...framesPerScene.keys()];
  const total = countPairs(scenes, framesPerScene);
  if (total <= most) return pairsAt(scenes, framesPerScene);
  if (total <= fewPairs) return pairsAt(scenes, framesPerScene, random.permutation(total).subarray(0, most).sort());
  const withPairs = scenes.filter((scene) => framesPerScene[scene] > 1);
  const order = random
    .permutation(withPairs.length)
    .subarray(0, Math.max(1, Math.floor(most / pairsPerScene)))
    .sort();
  const chosen = Array.from(order, (index) => withPairs[index]);
  const available = countPairs(chosen, framesPerScene);
  if (available <= most) return pairsAt(chosen, framesPerScene);
  const wanted = new Set<number>();
  while (wanted.size < most) wanted.add(random.int(available));
  return pairsAt(chosen, framesPerScene, Float64Array.from(wanted).sort());
}

function countPairs(scenes: readonly number[], framesPerScene: readonly number[]): number {
  return scenes.reduce((sum, scene) => sum + (framesPerScene[scene] * (framesPerScene[scene] - 1)) / 2, 0);
}

/** The pairs of scenes at ascending places of their list, in which each frame is followed by all later ones; all unless told. */
function pairsAt(
  scenes: readonly number[],
  framesPerScene: readonly number[],
  places?: ArrayLike<number>,
): Map<number, CandidatePair[]> {
  const byScene = new Map<number, CandidatePair[]>();
  let taken = 0;
  let begin = 0;
  for (const scene of scenes) {
    const pairs: CandidatePair[] = [];
    for (let first = 0; first < framesPerScene[scene]; first++) {
      const end = begin + framesPerScene[scene] - first - 1;
      if (!places) for (let second = first + 1; second < framesPerScene[scene]; second++) pairs.push([first, second]);
      else
        for (; taken < places.length && places[taken] < end; taken++)
          pairs.push([first, first + 1 + places[taken] - begin]);
      begin = end;
    }
    if (pairs.length > 0) byScene.set(scene, pairs);
  }
  return byScene;
}
