import type { Figure, FigureSize } from '../src/plot/index.js';
import type { Study } from '../src/study/types.js';
import { audit } from './audit.js';
import { cka } from './cka.js';
import { curves } from './curves.js';
import { depthTask } from './depth-task.js';
import type { DrawOptions } from './draw-options.js';
import { encoderAuditFigure } from './encoder-audit.js';
import { findingsOverStudies } from './findings-over-studies.js';
import { findings } from './findings.js';
import { interventions } from './interventions.js';
import { labelEfficiency } from './label-efficiency.js';
import { layerCurves } from './layer-curves.js';
import { predictions } from './predictions.js';
import { reconstructions } from './reconstructions.js';
import { redundancyDialFigure } from './redundancy-dial.js';
import { retention } from './retention.js';
import { retrieval } from './retrieval.js';
import { robustness } from './robustness.js';
import { similarityMatrices } from './similarity-matrices.js';
import { similarityMeasures } from './similarity-measures.js';
import { tasks } from './tasks.js';
import { whatTheProbeSees } from './what-the-probe-sees.js';

export type { DrawOptions } from './draw-options.js';
export type { Figure } from '../src/plot/index.js';
export {
  audit,
  cka,
  curves,
  depthTask,
  encoderAuditFigure,
  findings,
  findingsOverStudies,
  interventions,
  labelEfficiency,
  layerCurves,
  predictions,
  reconstructions,
  redundancyDialFigure,
  retention,
  retrieval,
  robustness,
  similarityMatrices,
  similarityMeasures,
  tasks,
  whatTheProbeSees,
};

/** Every figure of a study by name, in the order in which a page shows them; adding one is adding a file and a line. */
export const figures: Record<string, (study: Study, options?: DrawOptions) => Figure> = {
  findings,
  'what-the-probe-sees': whatTheProbeSees,
  retention,
  interventions,
  robustness,
  retrieval,
  tasks,
  'depth-task': depthTask,
  'label-efficiency': labelEfficiency,
  reconstructions,
  predictions,
  cka,
  audit,
};

/** Figures that a page leaves out where a study was not asked for what they show. */
const ofTasks: readonly string[] = ['tasks', 'depth-task', 'label-efficiency', 'reconstructions', 'predictions'];

/** The figures of a study's page: all, but of those about its tasks only the ones it has the data of. */
export function drawFigures(study: Study, { size = 'wide' }: DrawOptions = {}): Figure[] {
  return Object.entries(figures)
    .map(([name, draw]) => ({ name, figure: sized(draw(study, { size }), size) }))
    .filter(({ name, figure }) => figure.data.length > 0 || !ofTasks.includes(name))
    .map(({ figure }) => figure);
}

function sized(figure: Figure, size: FigureSize): Figure {
  return size === 'wide' ? figure : { ...figure, size };
}
