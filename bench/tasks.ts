import { frameIds, loadSamples } from '../data-loaders/batches.js';
import { openDataset } from '../data-loaders/registry.js';
import type { Sample } from '../data-loaders/sample.js';
import { startBackend } from '../src/backend/index.js';
import { encoderSource, type FeatureSource } from '../src/features/index.js';
import { loadEncoder } from '../src/nn/index.js';
import { InputError } from '../src/support/errors.js';
import { fineTune, tasks, type Backbone, type BackboneMode, type Task, type TaskScore } from '../src/tasks/index.js';

/**
 * How well the tasks are learnt on Rooms: `node dist/bench/tasks.js ENCODER.safetensors [task …]`.
 *
 * For each task a table: what predicts without looking, a model that learnt from the labels of other scenes, the scores after
 * ever more steps, with fewer labels, and on features that stay as they are; with the processor time of training. Scores are
 * those of the test scenes, one seed.
 */
const [file, ...asked] = process.argv.slice(2);
if (file === undefined) throw new InputError('Give the safetensors file of an encoder: node dist/bench/tasks.js zoo/cross-view.safetensors'); // prettier-ignore
const seed = 0;
const curve = [25, 50, 100, 200, 400];
const steps = 200;
const shares = [0.01, 0.1];

const world = { width: 64, height: 48, scenes: { train: 96, val: 1, test: 40 }, seed };
const data = await openDataset('rooms', world);
const { name, version } = await startBackend({ name: 'auto' });
await data.prepare?.();
const [train, test] = [
  await loadSamples(data, frameIds(data, 'train')),
  await loadSamples(data, frameIds(data, 'test')),
];
const { encoder } = await loadEncoder(file);
const source = encoderSource(encoder);

console.log(`${file} on Rooms ${world.width}×${world.height}, ${name} ${version}: ${train.length} training frames of ${world.scenes.train} scenes, ${test.length} test frames of ${world.scenes.test}, seed ${seed}.`); // prettier-ignore
for (const [taskName, task] of Object.entries<Task<unknown>>(tasks))
  if (asked.length === 0 || asked.includes(taskName)) await tabulate(task);
encoder.dispose();

async function tabulate(task: Task<unknown>): Promise<void> {
  const usual = task.modes[0];
  const baseline = task.trivial(train, data);
  const trivial = overall(task.score(baseline.predict(test), test, data));
  const row = (label: string, scores: readonly TaskScore[], seconds?: number): string =>
    `| ${[label, ...scores.map(({ value }) => value.toFixed(3)), seconds?.toFixed(0) ?? ''].join(' | ')} |`;
  const measure = async (label: string, run: Run): Promise<void> => {
    const { scores, seconds } = await trainAndScore(task, run);
    console.log(row(label, scores, seconds));
  };
  console.log(`\n### ${task.name}, ${usual}\n`);
  console.log(`| | ${trivial.map(({ metric }) => `\`${metric}\``).join(' | ')} | CPU s |`);
  console.log(`|---|${trivial.map(() => '---|').join('')}---|`);
  console.log(row(`trivial: ${baseline.name}`, trivial));
  await measure(`labels of other scenes, ${steps} steps`, { mode: usual, steps, shuffled: true });
  for (const count of curve) await measure(`${count} steps`, { mode: usual, steps: count });
  for (const labels of shares) await measure(`${100 * labels} % of the labels, ${steps} steps`, { mode: usual, steps, labels }); // prettier-ignore
  for (const mode of task.modes.slice(1)) await measure(`${mode}, ${steps} steps`, { mode, steps });
}

interface Run {
  mode: BackboneMode;
  steps: number;
  labels?: number;
  /** Whether each frame has the labels of a frame of the next scene. */
  shuffled?: boolean;
}

async function trainAndScore(
  task: Task<unknown>,
  { mode, steps: count, labels, shuffled = false }: Run,
): Promise<{ scores: TaskScore[]; seconds: number }> {
  const started = process.cpuUsage();
  // Where the image itself is what is to be predicted, the features are those of another scene instead.
  const relabel = shuffled && task.requires.length > 0;
  const frames = relabel ? train.map((sample, i) => withLabelsOf(sample, ofNextScene(train, i), task)) : train;
  const features = shuffled && !relabel ? ofOtherScenes(source) : source;
  const backbone: Backbone = mode === 'full' ? { mode, encoder } : { mode, source: features };
  const model = await fineTune(task, backbone, frames, data, { seed, steps: count, labels });
  const { user, system } = process.cpuUsage(started);
  const scores = overall(task.score(await model.predict(test), test, data));
  model.dispose();
  return { scores, seconds: (user + system) / 1e6 };
}

/** Scores of all classes together. */
function overall(scores: readonly TaskScore[]): TaskScore[] {
  return scores.filter((score) => score.class === undefined);
}

function ofNextScene(samples: readonly Sample[], index: number): Sample {
  const own = samples[index].scene;
  for (let i = 1; i < samples.length; i++) {
    const other = samples[(index + i) % samples.length];
    if (other.scene !== own) return other;
  }
  throw new InputError('There is only one scene.');
}

function withLabelsOf(sample: Sample, other: Sample, { requires }: Task<unknown>): Sample {
  return { ...sample, ...Object.fromEntries(requires.map((modality) => [modality, other[modality]])) };
}

function ofOtherScenes(of: FeatureSource): FeatureSource {
  return {
    ...of,
    extract: (samples, stages) => of.extract(samples.map((_, i) => ofNextScene(samples, i)), stages), // prettier-ignore
  };
}
