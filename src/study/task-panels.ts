import { atEqualSteps, type TaskGround } from './task-ground.js';
import type { Sample } from '../../data-loaders/sample.js';
import type { CorruptedSet } from '../robustness/index.js';
import type { TaskModel } from '../tasks/index.js';
import type { RunContext } from './execute.js';
import { writePanel, type RunPanel } from './panel-file.js';

/** Corruptions that are pictured where they are measured: one of colour, one of the sensor, one of light. */
const pictured = ['hue', 'gaussian-noise', 'darkness'];

/** Pictures what a model predicts of some test images, clean and corrupted, beside what is true; boxes and masks on the image that it saw. */
export async function drawTaskPanels(
  { config, dataset, folder, signal }: RunContext,
  { name, task }: TaskGround,
  sets: readonly CorruptedSet[],
  model: TaskModel<unknown>,
): Promise<RunPanel[]> {
  const [{ samples: clean }] = sets;
  const frames = atEqualSteps([...clean.keys()], config.tasks.pictures ?? 0);
  if (frames.length === 0) return [];
  const panels: RunPanel[] = [];
  for (const { corruption, severity, samples } of picturedSets(sets)) {
    const predictions = await model.predict(
      frames.map((frame) => samples[frame]),
      { signal },
    );
    frames.forEach((frame, i) => {
      const draw = (kind: string, picture: Parameters<typeof writePanel>[2]): void => {
        const shown = severity === 0 ? { kind } : { kind, corruption, severity };
        panels.push(writePanel(folder, clean[frame], picture, shown));
      };
      const { truth, prediction } = task.picture(samples[frame], predictions[i], dataset);
      draw('input', seen(samples[frame]));
      if (severity === 0) draw(`${name}-truth`, truth!);
      draw(`${name}-prediction`, prediction);
    });
  }
  return panels;
}

const seen = ({ width, height, rgb }: Sample): { width: number; height: number; rgb: Uint8Array } => ({
  width,
  height,
  rgb,
});

/** The clean set and those of the pictured corruptions at a middle severity. */
function picturedSets(sets: readonly CorruptedSet[]): CorruptedSet[] {
  const severities = [...new Set(sets.map(({ severity }) => severity))]
    .filter((severity) => severity > 0)
    .sort((a, b) => a - b);
  const middle = severities[Math.floor((severities.length - 1) / 2)];
  return sets.filter(
    ({ corruption, severity }) => severity === 0 || (pictured.includes(corruption) && severity === middle),
  );
}
