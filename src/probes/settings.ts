import { confounds } from './confounds.js';
import { mlpDefaults } from './mlp.js';
import { probeTargets } from './probe-targets.js';
import { defaultLambdas } from './ridge.js';

/** All that decides what probes find unless they are told otherwise, as plain data: part of the name of a stored run. */
export const probeSettings = {
  targets: Object.values(probeTargets).map(({ name, width, kind, metrics, cells, beyond }) => {
    return { name, width, kind, metrics, cells, beyond };
  }),
  confounds: Object.fromEntries(
    Object.entries(confounds).map(([name, { width, degree }]) => [name, { width, degree }]),
  ),
  lambdas: defaultLambdas,
  mlp: mlpDefaults,
};
