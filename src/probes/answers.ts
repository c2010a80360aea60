import type { ReadOut } from './read-out.js';
import type { Answers } from './scores.js';
import { oneHot, type ProbeTruth, type Question, type TruthGroup } from './truth.js';

/** Truth and prediction on the test cells that know the target; without a read-out, the mean of the training cells. */
export async function answersOf(
  question: Question,
  readOut: Pick<ReadOut, 'predictRows'> | undefined,
  features: Float32Array,
  { draw }: Pick<TruthGroup, 'draw'>,
  { sceneOfFrame, testScenes }: Pick<ProbeTruth, 'sceneOfFrame' | 'testScenes'>,
): Promise<Answers> {
  const { target, classes, truth } = question;
  const { values, known } = truth.test;
  const width = classes || target.width;
  const all = readOut ? await readOut.predictRows(features, draw.test.rows) : undefined;
  const constant = all ? undefined : trainingMean(question);
  const unheardOf = classes ? absentClasses(question) : [];
  const predicted = new Float32Array(known.length * width);
  const actual = new Float32Array(known.length * target.width);
  const sceneOfRow = new Int32Array(known.length);
  const imageOfRow = new Int32Array(known.length);
  let rows = 0;
  for (let row = 0; row < known.length; row++) {
    if (!known[row]) continue;
    for (let j = 0; j < width; j++) predicted[rows * width + j] = all ? all[row * width + j] : constant![j];
    for (const label of unheardOf) predicted[rows * width + label] = -Infinity;
    for (let j = 0; j < target.width; j++) actual[rows * target.width + j] = values[row * target.width + j];
    sceneOfRow[rows] = sceneOfFrame[draw.test.frames[row]];
    imageOfRow[rows++] = draw.test.frames[row];
  }
  return {
    rows,
    width,
    predicted: predicted.subarray(0, rows * width),
    truth: actual.subarray(0, rows * target.width),
    sceneOfRow: sceneOfRow.subarray(0, rows),
    imageOfRow: imageOfRow.subarray(0, rows),
    scenes: testScenes.length,
  };
}

/** Mean of the training values; of a classification, the share of each class. */
function trainingMean({ target, classes, truth }: Question): Float32Array {
  const width = classes || target.width;
  const values = classes ? oneHot(truth.train, classes) : truth.train.values;
  const mean = new Float64Array(width);
  let count = 0;
  truth.train.known.forEach((yes, row) => {
    if (!yes) return;
    count++;
    for (let j = 0; j < width; j++) mean[j] += values[row * width + j];
  });
  return Float32Array.from(mean, (sum) => sum / count);
}

/** Classes of which no training cell is: no read-out may name them, not even where all others come out alike. */
function absentClasses({ classes, truth: { train } }: Question): number[] {
  const seen = new Set<number>();
  train.known.forEach((yes, row) => {
    if (yes) seen.add(train.values[row]);
  });
  return Array.from({ length: classes }, (_, label) => label).filter((label) => !seen.has(label));
}
