import type { MimeBundle } from './nbformat.js';

/** The method by which kernels ask a value how it wants to be shown: Deno's kernel and {@link display} know it. */
export const jupyterDisplay: unique symbol = Symbol.for('Jupyter.display') as never;

/** A value that shows itself in a notebook, in one or more media types of which the notebook takes the best it knows. */
export interface Displayable {
  [jupyterDisplay](): MimeBundle | Promise<MimeBundle>;
}

/** Whether a value shows itself. */
export function isDisplayable(value: unknown): value is Displayable {
  return typeof value === 'object' && value !== null && typeof (value as Displayable)[jupyterDisplay] === 'function';
}
