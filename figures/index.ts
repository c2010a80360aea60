import type { Figure } from '../src/plot/index.js';
import type { Study } from '../src/study/types.js';
import { audit } from './audit.js';
import { cka } from './cka.js';
import { depthTask } from './depth-task.js';
import { findings } from './findings.js';
import { interventions } from './interventions.js';
import { retention } from './retention.js';
import { retrieval } from './retrieval.js';
import { robustness } from './robustness.js';
import { whatTheProbeSees } from './what-the-probe-sees.js';

export type { Figure } from '../src/plot/index.js';
export { audit, cka, depthTask, findings, interventions, retention, retrieval, robustness, whatTheProbeSees };

/** Every figure of a study by name, in the order in which a page shows them; adding one is adding a file and a line. */
export const figures: Record<string, (study: Study) => Figure> = {
  findings,
  'what-the-probe-sees': whatTheProbeSees,
  retention,
  interventions,
  robustness,
  retrieval,
  'depth-task': depthTask,
  cka,
  audit,
};
