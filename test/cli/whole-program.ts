import type { Command } from 'commander';
import { commands } from '../../src/cli/commands.js';
import { createProgram } from '../../src/cli/program.js';

/** The program with the arguments and options of every command, which a call loads for one command only. */
export async function wholeProgram(): Promise<Command> {
  const program = createProgram();
  for (const command of program.commands) (await commands[command.name()].load())(command);
  return program;
}
