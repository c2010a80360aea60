import {
  colouredText,
  formatNumber,
  orderVariations,
  quietText,
  variationStyle,
  type Figure,
  type PlottedNumber,
} from '../src/plot/index.js';
import type { Panel, Row, Study } from '../src/study/types.js';
import type { DrawOptions } from './draw-options.js';
import { emptyFigure } from './empty-figure.js';
import { countOf, overSeeds, select, tidy, type SeedSummary } from './over-seeds.js';
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
export function predictions(study: Study, { size }: DrawOptions = {}): Figure {
  const kinds = new Set(study.panels.map(({ kind }) => kind));
  const shown = Object.keys(readings)
    .filter((task) => kinds.has(`${task}-prediction`))
    .slice(0, mostTasks);
  if (shown.length === 0)
    return emptyFigure('predictions', title, 'This study has stored no pictures of what its tasks predict.');
  const seeds = study.result.seeds.length;
  const blocks = shown.map((task) => blockOf(study, task, size === 'column'));
  return {
    name: 'predictions',
    title,
    caption:
      `One frame of a test scene, clean and corrupted, the truth, and what models that were trained on clean images predict (first seed). Below each picture the skill on all test frames under that corruption ` +
      `and severity, 0 no better than not looking and 1 perfect, ${seeds > 1 ? `mean over ${seeds} seeds` : 'of a single seed'}; the intervals are in the figures of robustness and tasks. ` +
      `${study.result.testScenes.length} test scenes, n = ${countOf(blocks.flatMap(({ rows }) => rows))} cells, pixels or objects.`,
    ...pictureGrid(study, blocks, {
      title,
      subtitle: 'Models were trained on clean images only',
      size,
      numbers: blocks.flatMap(({ numbers }) => numbers),
    }),
  };
}

/** A block of pictures with the measurements below them. */
interface PredictionBlock extends PictureBlock {
  rows: Row[];
  numbers: PlottedNumber[];
}

function blockOf(study: Study, task: string, isNarrow: boolean): PredictionBlock {
  const predicted = study.panels.filter(({ kind }) => kind === `${task}-prediction`);
  const [{ sample }] = predicted;
  const variations = orderVariations(predicted.flatMap(({ variation }) => variation ?? []));
  const seed = Math.min(...predicted.flatMap((panel) => panel.seed ?? []));
  const ofFrame = study.panels.filter((panel) => panel.sample === sample);
  const lines = [...new Set(predicted.map(({ corruption }) => corruption))];
  const severityOf = (corruption?: string): number =>
    predicted.find((panel) => panel.corruption === corruption)!.severity ?? 0;
  const skills = select(study.rows, { kind: 'robustness', metric: 'skill', target: task }).filter(
    ({ head }) => head !== 'ridge',
  );
  const rowsOf = (variation: string, corruption = 'clean', severity = 0): Row[] =>
    select(skills, { variation, corruption, severity });
  const skillOf = (variation: string, corruption?: string): SeedSummary | null =>
    overSeeds(rowsOf(variation, corruption, severityOf(corruption)));
  const captionOf = (skill: SeedSummary | null): string | undefined =>
    skill ? `${isNarrow ? '' : 'skill '}${formatNumber(skill.mean)}` : undefined;
  return {
    heading: task.charAt(0).toUpperCase() + task.slice(1),
    explanation: readings[task],
    heads: [
      '<b>image</b>',
      '<b>truth</b>',
      ...variations.map((variation) => {
        const { label, textColour } = variationStyle(variation, variations);
        if (isNarrow)
          return label
            .split('-')
            .map((word) => colouredText(word, textColour))
            .join('-<br>');
        return colouredText(variation === 'none' ? 'no pretraining' : label, textColour);
      }),
    ],
    lines: lines.map((corruption) => {
      const severity = severityOf(corruption);
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
            caption: captionOf(skillOf(variation, corruption)),
          })),
        ],
      };
    }),
    rows: lines.flatMap((corruption) =>
      variations.flatMap((variation) => rowsOf(variation, corruption, severityOf(corruption))),
    ),
    numbers: lines.flatMap((corruption) =>
      variations.flatMap((variation) => {
        const skill = skillOf(variation, corruption);
        const place = { panel: task, series: variationStyle(variation, variations).label, x: corruption ?? 'clean' };
        return skill ? [{ ...place, severity: severityOf(corruption), measure: 'skill', ...tidy(skill) }] : [];
      }),
    ),
  };
}
