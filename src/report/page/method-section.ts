import type { StudyResult } from '../../study/types.js';
import { markup, type Html } from './markup.js';

/** The method in short, with the sizes of this study. */
export function methodSection({ seeds, testScenes, config }: StudyResult): Html {
  const encoder = settings(config.encoder);
  const pretrain = settings(config.pretrain);
  return markup`<p>
      <strong>What is compared.</strong> Image encoders that start from the same weights and see the same images,
      positives and negatives for the same number of steps, aligned by contrastive pretraining across views of a scene
      (<em>cross-view</em>), with point clouds (<em>cross-modal</em>), with both, or not at all (<em>none</em>, the
      untrained
      encoder).${
        encoder.architecture === undefined
          ? undefined
          : ` Here: ${encoder.architecture}, width ${encoder.width}, ${pretrain.steps} steps of ${pretrain.batch} frame pairs.`
      }
      A verdict speaks of cross-modal minus cross-view.
    </p>
    <p>
      <strong>Replication.</strong> A seed is a whole replication: initialisation, order of the data and, in rendered
      worlds, the training world. All ${seeds.length} seeds are measured on the same ${testScenes.length} test scenes.
      Intervals are t intervals over the paired differences of the seeds with the variance over test scenes added.
    </p>
    <p>
      <strong>Read-outs.</strong> Ridge regression and a small MLP are fitted to frozen features on training scenes,
      their options chosen on validation scenes, and scored on test scenes, beside a constant answer, image position
      alone and the untrained encoder. Depth is asked beyond what position tells; texture after what depth, normals and
      position predict is taken out.
    </p>
    <p>
      <strong>Robustness.</strong> Skill is 0 for an answer that does not look and 1 for perfection. Corrupted skill is
      compared at matched clean skill: the better encoder is weakened until both know equally much of clean images.
    </p>
    <p>
      <strong>Verdicts.</strong> <em>Supported</em>: every deciding part lies wholly beyond its margin δ on the claimed
      side, and against the untrained encoder too where that is asked. <em>Contradicted</em>: every part beyond δ on the
      other side. <em>Equivalent</em>: every part within ±δ. <em>Inconclusive</em>: anything else. Over the findings
      Holm’s procedure holds the family-wise error at 5 %. Fewer than five valid seeds give no verdict.
    </p>
    <p>
      The rule was written down before any test scene was seen, in <code>docs/method.md</code> of alignscope; the hash
      of that file draws the test worlds.
    </p>`;
}

/** Settings that may be missing, as text. */
function settings(value: unknown): Record<string, string | undefined> {
  if (value === null || typeof value !== 'object') return {};
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, String(entry)]));
}
