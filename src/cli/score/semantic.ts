import { Option, type Command } from 'commander';
import { textTable } from '../../../data-loaders/text-table.js';
import { readDepthPng, readLabelPng } from '../../formats/index.js';
import {
  addInstanceWeights,
  addToConfusion,
  instanceWeightedIou,
  noConfusion,
  noInstanceWeights,
  semanticProtocols,
  semanticScores,
  type InstanceWeightedIou,
  type SemanticProtocol,
  type SemanticProtocolName,
  type SemanticScores,
} from '../../metrics/index.js';
import { examples, printJson } from '../options.js';
import { cityscapesNaming } from './cityscapes-naming.js';
import {
  pairFiles,
  readFile,
  sameName,
  visitPairs,
  type Naming,
  type ScoredFile,
  type ScoredPaths,
} from './paired-files.js';
import { pathsOf, percent, takePairs, type PairOptions } from './score-options.js';

interface SemanticOptions extends PairOptions {
  dataset: SemanticProtocolName;
}

/** Scores of all images; `instanceWeighted` where each truth of Cityscapes has its instance ids beside it. */
export interface ScoredSemantics extends SemanticScores {
  images: number;
  unused: number;
  instanceWeighted?: InstanceWeightedIou;
}

/** `score semantic`: IoU and accuracies of images of label ids. */
export function defineScoreSemantic(command: Command): void {
  takePairs(command, { truth: 'PNGs of true ids', predictions: 'PNGs of predicted ids' })
    .addOption(
      new Option('--dataset <name>', 'whose ids the images hold, and whose rule for void')
        .choices(Object.keys(semanticProtocols))
        .makeOptionMandatory(),
    )
    .addHelpText('after', examples(`score ${command.name()} --dataset cityscapes --gt gtFine/val --pred results`))
    .action(score);
}

async function score({ dataset, json, ...paths }: SemanticOptions): Promise<void> {
  const scores = await scoreSemanticFiles(dataset, pathsOf(paths));
  if (json) return printJson({ dataset, ...pathsOf(paths), ...scores });
  console.log(summaryOf(scores, semanticProtocols[dataset]));
}

/** Scores PNGs of ids. Throws InputError, naming the file, if one is missing, damaged, of another size or of unknown ids. */
export async function scoreSemanticFiles(dataset: SemanticProtocolName, paths: ScoredPaths): Promise<ScoredSemantics> {
  const protocol = semanticProtocols[dataset];
  const paired = await pairFiles(paths, namings[dataset] ?? sameName('.png'));
  const confusion = noConfusion(protocol);
  const weights = noInstanceWeights();
  let withInstances = 0;
  await visitPairs(paired, 'score', async ({ truth, prediction }) => {
    const predicted = readLabelPng(await readFile(prediction), prediction.name);
    addToConfusion(confusion, protocol, predicted, readLabelPng(await readFile(truth), truth.name), prediction.name);
    const instances = instancesBeside(truth);
    if (dataset !== 'cityscapes' || !(await truth.tree.has(instances.path))) return;
    addInstanceWeights(weights, predicted, readDepthPng(await readFile(instances), instances.name), prediction.name);
    withInstances++;
  });
  return {
    ...semanticScores(confusion, protocol),
    images: paired.pairs.length,
    unused: paired.unused,
    ...(withInstances === paired.pairs.length && { instanceWeighted: instanceWeightedIou(weights, confusion) }),
  };
}

/** ScanNet: `scene0000_00/label/000100.png`, `scene0000_00/000100.png` and `scene0000_00_000100.png` are one frame. */
function scannetKey(file: string): string | undefined {
  const [, scene, frame] = /(scene\d{4}_\d{2})(?:\/label)?[/_](\d+)\.png$/.exec(file) ?? [];
  return scene && `${scene}_${frame.padStart(6, '0')}`;
}

const namings: Partial<Record<SemanticProtocolName, Naming>> = {
  cityscapes: cityscapesNaming('_labelIds.png', '.png'),
  'cityscapes-train-ids': cityscapesNaming('_labelTrainIds.png', '.png'),
  scannet: {
    truths: 'scene0000_00/label/000000.png',
    prediction: (key) => `${key}.png`,
    keyOfTruth: scannetKey,
    keyOfPrediction: scannetKey,
  },
};

function instancesBeside({ tree, path }: ScoredFile): ScoredFile {
  const file = path.replace(/_labelIds\.png$/, '_instanceIds.png');
  return { tree, path: file, name: tree.describe(file) };
}

function summaryOf(scores: ScoredSemantics, { classes }: SemanticProtocol): string {
  const { instanceWeighted: weighted } = scores;
  const columns = (name: string, iou: number, iIou: number | undefined): string[] => {
    return [name, percent(iou), ...(weighted ? [iIou === undefined ? '' : percent(iIou)] : [])];
  };
  const categories = Object.entries(scores.categoryIou);
  const rows = [
    ['class', 'IoU %', ...(weighted ? ['iIoU %'] : [])],
    ...classes.map(({ name }) => columns(name, scores.iou[name], weighted?.iou[name])),
    columns('mean', scores.meanIou, weighted?.meanIou),
    ...categories.map(([name, iou]) => columns(`category ${name}`, iou, weighted?.categoryIou[name])),
    ...(categories.length > 0 ? [columns('mean category', scores.meanCategoryIou, weighted?.meanCategoryIou)] : []),
  ];
  const { pixelAccuracy, meanAccuracy, frequencyWeightedIou, absent, images, pixels, unused } = scores;
  return [
    textTable(rows),
    `pixel accuracy ${percent(pixelAccuracy)} %, mean accuracy ${percent(meanAccuracy)} %, frequency-weighted IoU ${percent(frequencyWeightedIou)} %`,
    `images: ${images}, pixels: ${pixels}${unused > 0 ? `, predictions without a truth (not used): ${unused}` : ''}`,
    ...(absent.length > 0 ? [`left out of the mean, neither true nor predicted: ${absent.join(', ')}`] : []),
  ].join('\n');
}
