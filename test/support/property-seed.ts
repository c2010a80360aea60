import * as fc from 'fast-check';

/**
 * Property tests draw the same cases for the same commit, so that a failure can be repeated. `PROPERTY_SEED=7 npm test`
 * draws others.
 */
fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 20221124) });
