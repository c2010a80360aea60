import { InputError } from '../support/errors.js';
import { sceneCount, valueOfSums, type SceneValues } from './scene-sums.js';

/**
 * Jackknife pseudo-values of a measure, one a scene: `θ̃ₛ = Sθ − (S − 1)θ₍₋ₛ₎`, what each scene contributes to a value that is
 * no mean of scenes (R², RMSE, average precision). Their mean is θ without its bias of order 1/S; where θ is a mean over equally
 * large scenes they are those scenes' values. Models of scores seeds × scenes, such as `crossedEffects`, take them.
 *
 * Throws InputError for fewer than two scenes and where the measure is not defined without one of them.
 * Reference: Tukey, Bias and confidence in not quite large samples, 1958.
 */
export function pseudoValues(scenes: SceneValues): number[] {
  const count = sceneCount(scenes);
  if (count < 2) throw new InputError(`Pseudo-values take two scenes or more; ${count} was given.`);
  const value = valueOfSums(scenes);
  return Array.from({ length: count }, (_, scene) => {
    const without = valueOfSums(scenes, scene);
    if (!Number.isFinite(without))
      throw new InputError(
        `Without scene ${scene} the measure is ${without}: leave scenes out that alone have its truth.`,
      );
    return count * value - (count - 1) * without;
  });
}
