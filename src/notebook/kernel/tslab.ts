import { createRequire } from 'node:module';
import type * as tslabConverter from 'tslab/dist/converter.js';
import type * as tslabExecutor from 'tslab/dist/executor.js';
import type * as tslabJupyter from 'tslab/dist/jupyter.js';
import type * as TypeScript from 'typescript';

const require = createRequire(import.meta.url);
const requireFromTslab = createRequire(require.resolve('tslab/package.json'));

/** The compiler inside tslab, TypeScript 5.0; the types are those of ours, which are almost the same. */
export const ts = requireFromTslab('@tslab/typescript-for-tslab') as typeof TypeScript;

/** The parts of tslab that the kernel is put together from, as they are published. */
export const { createConverter } = require('tslab/dist/converter.js') as typeof tslabConverter;
export const { createExecutor } = require('tslab/dist/executor.js') as typeof tslabExecutor;
/** The module itself and not its contents: `tslab.display` writes to what its variable `lastWriteDisplayData` holds. */
export const jupyter = require('tslab/dist/jupyter.js') as typeof tslabJupyter;

export type { Converter, ConvertResult, Diagnostic } from 'tslab/dist/converter.js';
