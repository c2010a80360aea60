import { inspect, types } from 'node:util';

/** An error as Jupyter's messages carry it. */
export interface CellError {
  ename: string;
  evalue: string;
  traceback: string[];
}

/** Stack frames of the kernel itself, which tell nothing about the cell. */
const KERNEL_FRAME = /^ {4}at .*(node_modules[\\/]tslab[\\/]|src[\\/]notebook[\\/]kernel[\\/]|node:)/;

/** What the code of a cell threw. */
export function thrownError(thrown: unknown): CellError {
  if (!isError(thrown)) return { ename: 'Error', evalue: inspect(thrown), traceback: [`Thrown: ${inspect(thrown)}`] };
  if ((thrown as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED')
    return { ename: 'InterruptedError', evalue: 'Interrupted.', traceback: ['InterruptedError: Interrupted.'] };
  return { ename: thrown.name, evalue: thrown.message, traceback: traceback(thrown) };
}

/** What the compiler complains of. */
export function compileError(complaints: readonly string[]): CellError {
  const evalue = complaints.join('\n');
  return { ename: 'TypeScriptError', evalue, traceback: [`TypeScriptError: ${complaints[0]}`, ...complaints.slice(1)] };
}

function traceback(error: Error): string[] {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^ {4}at /.test(line) && !KERNEL_FRAME.test(line));
  const lines = [...`${error.name}: ${error.message}`.split('\n'), ...frames];
  return isError(error.cause) ? [...lines, 'caused by', ...traceback(error.cause)] : lines;
}

function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value);
}
