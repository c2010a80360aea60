import {
  colouredText,
  formatNumber,
  orderVariations,
  quietText,
  variationStyle,
  type Figure,
} from '../src/plot/index.js';
import type { Panel, Study } from '../src/study/types.js';
import { emptyFigure } from './empty-figure.js';
import { overSeeds, select } from './over-seeds.js';
import { pictureGrid, type PictureBlock } from './picture-grid.js';

const title = 'What corrupted images do to predictions';

/** Tasks in the order of preference, first those of which robustness is claimed in particular, and how to read their pictures; reconstructions have a figure of their own. */
const readings: Record<string, string> = {
  depth: 'dark is near, bright is far, grey unknown',
  instances: 'a colour a class, as many objects as there truly are, the surest first',
  detection: 'a colour a class, as many boxes as there truly are, the surest first',
  semantic: 'a colour a class, black where nothing is labelled',
};

/** Tasks shown at most; more would make the figure long. */
const mostTasks = 3;

/** What models predict of one test frame, clean and corrupted, from each pretraining, beside the truth. */
export function predictions(study: Study): Figure {
  const kinds = new Set(study.panels.map(({ kind }) => kind));
  const shown = Object.keys(readings)
    .filter((task) => kinds.has(`${task}-prediction`))
    .slice(0, mostTasks);
  if (shown.length === 0)
    return emptyFigure('predictions', title, 'This study has stored no pictures of what its tasks predict.');
  const seeds = study.result.seeds.length;
  return {
    name: 'predictions',
    title,
    caption:
      `One frame of a test scene, clean and corrupted, the truth, and what models that were trained on clean images predict (first seed). Below each picture the skill on all test frames under that corruption ` +
      `and severity, 0 no better than not looking and 1 perfect, ${seeds > 1 ? `mean over ${seeds} seeds` : 'of a single seed'}; the intervals are in the figures of robustness and tasks. ` +
      `${study.result.testScenes.length} test scenes.`,
    ...pictureGrid(
      study,
      shown.map((task) => blockOf(study, task)),
      { title, subtitle: 'Models were trained on clean images only' },
    ),
  };
}

function blockOf(study: Study, task: string): PictureBlock {
  const predicted = study.panels.filter(({ kind }) => kind === `${task}-prediction`);
  const [{ sample }] = predicted;
  const variations = orderVariations(predicted.flatMap(({ variation }) => variation ?? []));
  const seed = Math.min(...predicted.flatMap((panel) => panel.seed ?? []));
  const ofFrame = study.panels.filter((panel) => panel.sample === sample);
  const lines = [...new Set(predicted.map(({ corruption }) => corruption))];
  const skillOf = (variation: string, corruption: string, severity: number): string | undefined => {
    const rows = select(study.rows, {
      kind: 'robustness',
      metric: 'skill',
      target: task,
      variation,
      corruption,
      severity,
    });
    const skill = overSeeds(rows.filter(({ head }) => head !== 'ridge'));
    return skill ? `skill ${formatNumber(skill.mean)}` : undefined;
  };
  return {
    heading: task.charAt(0).toUpperCase() + task.slice(1),
    explanation: readings[task],
    heads: [
      '<b>image</b>',
      '<b>truth</b>',
      ...variations.map((variation) => {
        const { label, colour } = variationStyle(variation, variations);
        return colouredText(variation === 'none' ? 'no pretraining' : label, colour);
      }),
    ],
    lines: lines.map((corruption) => {
      const severity = predicted.find((panel) => panel.corruption === corruption)!.severity ?? 0;
      const find = (kind: string, variation?: string): Panel | undefined =>
        ofFrame.find(
          (panel) =>
            panel.kind === kind &&
            panel.corruption === corruption &&
            (panel.severity ?? 0) === severity &&
            panel.variation === variation &&
            (variation === undefined || panel.seed === seed),
        );
      return {
        name:
          corruption === undefined
            ? 'clean'
            : `${corruption.replaceAll('-', '<br>')}<br>${quietText(`severity ${severity}`)}`,
        cells: [
          { panel: find('input') },
          { panel: find(`${task}-truth`) },
          ...variations.map((variation) => ({
            panel: find(`${task}-prediction`, variation),
            caption: skillOf(variation, corruption ?? 'clean', severity),
          })),
        ],
      };
    }),
  };
}
