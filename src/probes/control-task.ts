import type { Sample } from '../../data-loaders/sample.js';
import type { SceneSums } from '../stats/scene-sums.js';
import { InputError } from '../support/errors.js';
import { seeded, type SeedPart } from '../support/random.js';
import type { ProbeResult } from './probe.js';
import { advantage } from './scores.js';

/** The score of the same read-out on the control task, and how far the real one is beyond it. */
export interface ControlScore {
  value: number;
  /** By how much the real score is the better one: the selectivity of the probe. */
  difference: number;
  /** Test cells behind the control's value. */
  n: number;
  /** The control's sums per test scene, in the order of `ProbeTruth.testScenes`. */
  scenes: SceneSums;
}

/**
 * For each frame the index of one of another scene, whose truth the control task asks for at the same cell.
 *
 * What the position in the image tells of a target, the other frame's tells as well, and so does the target's distribution;
 * what the image shows is gone. The choice follows from the seed and the frame's id. Throws InputError when all frames are of
 * one scene.
 * Reference: Hewitt & Liang, Designing and interpreting probes with control tasks, EMNLP 2019, whose control is a random
 * output for each word type; here the cell stands for the type, so that positions keep what they tell.
 */
export function controlFrames(samples: readonly Sample[], ...seed: SeedPart[]): Int32Array {
  const framesOutside = new Map<string, number[]>();
  return Int32Array.from(samples, ({ id, scene }) => {
    let others = framesOutside.get(scene);
    if (!others) {
      others = Array.from(samples.keys()).filter((i) => samples[i].scene !== scene);
      framesOutside.set(scene, others);
    }
    if (others.length === 0)
      throw new InputError(
        `The control task takes a target from another scene, but all ${samples.length} frames of a split are of ${scene}. Use two scenes or more in each split.`,
      );
    return seeded('control task', ...seed, id).choice(others);
  });
}

/** Results with the scores of the same read-outs on the control task beside them, where it could be asked. */
export function besideControl(results: readonly ProbeResult[], controls: readonly ProbeResult[]): ProbeResult[] {
  const keyOf = ({ target, head, metric }: ProbeResult): string => JSON.stringify([target, head, metric]);
  const byKey = new Map(controls.map((control) => [keyOf(control), control]));
  return results.map((result) => {
    const control = byKey.get(keyOf(result));
    if (!control) return result;
    const { value, n, scenes } = control;
    const difference = advantage(result.metric, result.value, value);
    return { ...result, control: { value, difference, n, scenes } };
  });
}
