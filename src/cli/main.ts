import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { AlignscopeError } from '../support/errors.js';
import { packageVersion } from '../support/package.js';
import { setProgressSink } from '../support/progress.js';
import { addCacheCommand } from './cache.js';
import { addCorruptCommand } from './corrupt.js';
import { addDataCommand } from './data.js';
import { addDoctorCommand } from './doctor.js';
import { addFiguresCommand } from './figures.js';
import { addNotebookCommand } from './notebook.js';
import { addPretrainCommand } from './pretrain.js';
import { addProbeCommand } from './probe.js';
import { addRunsCommand } from './runs.js';
import { addSimilarityCommand } from './similarity.js';
import { addStudyCommand } from './study.js';
import { terminalProgress } from './terminal-progress.js';

/** Runs one command line (without `node` and the script) and returns the exit code: 0, 1, 2 or 130. */
export async function main(args: readonly string[]): Promise<number> {
  const program = new Command('alignscope')
    .description('Find out what contrastive alignment does to a visual encoder.')
    .version(packageVersion())
    .option('--debug', 'print stack traces')
    .showHelpAfterError('(--help shows what is possible)')
    .exitOverride();
  for (const add of [
    addStudyCommand,
    addFiguresCommand,
    addPretrainCommand,
    addProbeCommand,
    addSimilarityCommand,
    addCorruptCommand,
    addDataCommand,
    addNotebookCommand,
    addRunsCommand,
    addCacheCommand,
    addDoctorCommand,
  ])
    add(program);
  inheritBehaviour(program);
  setProgressSink(terminalProgress(process.stderr));
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const debug = program.opts<{ debug?: boolean }>().debug === true;
    return reportError(error, debug);
  } finally {
    setProgressSink(undefined);
  }
}

/** Options and error behaviour hold for every command of the tree. */
function inheritBehaviour(command: Command): void {
  for (const child of command.commands) {
    child.copyInheritedSettings(command);
    inheritBehaviour(child);
  }
}

function reportError(error: unknown, debug: boolean): number {
  const known = error instanceof AlignscopeError || error instanceof InvalidArgumentError;
  const message = error instanceof Error ? error.message : String(error);
  console.error(known ? `alignscope: ${message}` : `alignscope: unexpected error: ${message} (--debug shows where)`);
  if (debug && error instanceof Error) console.error(error.stack);
  return error instanceof AlignscopeError ? error.exitCode : error instanceof InvalidArgumentError ? 2 : 1;
}
