import { Option, type Command } from 'commander';
import {
  cocoIouThresholds,
  type CocoCategoryMetrics,
  type CocoIouType,
  type CocoMetrics,
  type CocoResult,
} from '../../metrics/index.js';
import { examples, jsonOption, printJson } from '../options.js';
import { evaluateCocoFiles, type CocoFiles } from './coco-files.js';

type ScoreOptions = CocoFiles & { json?: boolean };

/** `score coco`: average precision and recall of a file of results, as pycocotools computes them. */
export function defineScoreCoco(command: Command): void {
  takeFiles(command)
    .addOption(new Option('--type <type>', 'compare boxes or masks').choices(['bbox', 'segm']).default('bbox'))
    .addHelpText('after', examples('score coco --annotations instances_val2017.json --results detections.json'))
    .action(({ type, ...options }: ScoreOptions & { type: CocoIouType }) => score(type, options));
}

/** `score detection`: `score coco --type bbox`. */
export function defineScoreDetection(command: Command): void {
  takeFiles(command)
    .addHelpText('after', examples('score detection --gt instances_val2017.json --dt detections.json'))
    .action((options: ScoreOptions) => score('bbox', options));
}

/** `score segmentation`: `score coco --type segm`. */
export function defineScoreSegmentation(command: Command): void {
  takeFiles(command)
    .addHelpText('after', examples('score segmentation --gt instances_val2017.json --dt detections.json'))
    .action((options: ScoreOptions) => score('segm', options));
}

function takeFiles(command: Command): Command {
  return command
    .requiredOption('--gt, --annotations <file>', "the truths: a file like COCO's instances_val2017.json")
    .requiredOption('--dt, --results <file>', "the detections: a list in COCO's format of results")
    .addOption(jsonOption());
}

async function score(iouType: CocoIouType, { json, ...files }: ScoreOptions): Promise<void> {
  const { result, images, detections } = await evaluateCocoFiles(iouType, files);
  if (!json) return console.log(summaryLines(result).join('\n'));
  const { annotations, results } = files;
  const perCategory = result.perCategory.map((category: CocoCategoryMetrics) => {
    const { id, name, truths } = category;
    return { id, name, truths, ...fieldNames(category) };
  });
  printJson({ iouType, annotations, results, images, detections, ...fieldNames(result), perCategory });
}

/** The twelve numbers under the names that COCO's page gives them; null where they are not defined. */
function fieldNames(metrics: CocoMetrics): Record<string, number | null> {
  const { ap, ap50, ap75, apSmall, apMedium, apLarge, ar1, ar10, ar100, arSmall, arMedium, arLarge } = metrics;
  const named = {
    ...{ AP: ap, AP50: ap50, AP75: ap75, APs: apSmall, APm: apMedium, APl: apLarge },
    ...{ AR1: ar1, AR10: ar10, AR100: ar100, ARs: arSmall, ARm: arMedium, ARl: arLarge },
  };
  return Object.fromEntries(Object.entries(named).map(([name, value]) => [name, Number.isNaN(value) ? null : value]));
}

/** The table that pycocotools prints, with n/a in place of its −1. */
function summaryLines(result: CocoResult): string[] {
  const all = `${cocoIouThresholds[0].toFixed(2)}:${cocoIouThresholds.at(-1)!.toFixed(2)}`;
  const line = (value: number, kind: 'AP' | 'AR', { iou = all, area = 'all', limit = 100 } = {}): string => {
    const title = `Average ${kind === 'AP' ? 'Precision' : 'Recall'}`.padEnd(18);
    const shown = Number.isNaN(value) ? 'n/a' : value.toFixed(3);
    return ` ${title} (${kind}) @[ IoU=${iou.padEnd(9)} | area=${area.padStart(6)} | maxDets=${String(limit).padStart(3)} ] = ${shown}`;
  };
  return [
    line(result.ap, 'AP'),
    line(result.ap50, 'AP', { iou: '0.50' }),
    line(result.ap75, 'AP', { iou: '0.75' }),
    line(result.apSmall, 'AP', { area: 'small' }),
    line(result.apMedium, 'AP', { area: 'medium' }),
    line(result.apLarge, 'AP', { area: 'large' }),
    line(result.ar1, 'AR', { limit: 1 }),
    line(result.ar10, 'AR', { limit: 10 }),
    line(result.ar100, 'AR'),
    line(result.arSmall, 'AR', { area: 'small' }),
    line(result.arMedium, 'AR', { area: 'medium' }),
    line(result.arLarge, 'AR', { area: 'large' }),
  ];
}
