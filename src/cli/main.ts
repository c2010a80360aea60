import { CommanderError } from 'commander';
import { AlignscopeError } from '../support/errors.js';
import { explainFileError } from '../support/files.js';
import { setProgressSink } from '../support/progress.js';
import { createProgram } from './program.js';
import { terminalProgress } from './terminal-progress.js';

/** Runs one command line (without `node` and the script) and returns the exit code: 0, 1, 2 or 130. */
export async function main(args: readonly string[]): Promise<number> {
  const program = createProgram();
  process.stdout.on('error', endWithoutReader);
  setProgressSink(terminalProgress(process.stderr));
  try {
    await program.parseAsync(withHelpLast(args), { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return reportError(error, program.opts<{ debug?: boolean }>().debug === true);
  } finally {
    setProgressSink(undefined);
  }
}

/** `help study` as `study --help`, for which the command's options are loaded. */
function withHelpLast(args: readonly string[]): string[] {
  return args[0] === 'help' ? [...args.slice(1), '--help'] : [...args];
}

/** The reader of a pipe may have seen enough, like `head`; a file may be on a full disk. */
function endWithoutReader(error: NodeJS.ErrnoException): void {
  process.exit(error.code === 'EPIPE' ? 0 : reportError(explainFileError(error, 'standard output', 'write'), false));
}

function reportError(thrown: unknown, debug: boolean): number {
  const error = explained(thrown);
  const isKnown = error instanceof AlignscopeError;
  console.error(
    isKnown
      ? `alignscope: ${error.message}`
      : `alignscope: unexpected error: ${error.message} (--debug shows where; please report it)`,
  );
  if (debug) console.error(error.stack);
  return isKnown ? error.exitCode : 1;
}

/** Failures of the file system that reach the command line in its own words are said in ours. */
function explained(thrown: unknown): Error {
  if (!(thrown instanceof Error)) return new Error(String(thrown));
  const { path, syscall } = thrown as NodeJS.ErrnoException;
  return path === undefined ? thrown : explainFileError(thrown, path, syscall ?? 'use');
}
