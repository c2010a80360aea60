export { Kernel, type ExecuteReply, type KernelOptions } from './kernel-client.js';
export {
  parseNotebook,
  readNotebook,
  writeNotebook,
  type Cell,
  type CodeCell,
  type MimeBundle,
  type Notebook,
  type Output,
} from './nbformat.js';
export { injectParameters, parseParameter, type ParameterValue, type Parameters } from './parameters.js';
export { NotebookError, runNotebook, type RunNotebookOptions } from './runner.js';
