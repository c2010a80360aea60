import { Command } from 'commander';
import { packageVersion } from '../support/package.js';
import { commands } from './commands.js';

/** The program with all its commands; what a command takes is loaded and added when it is called. */
export function createProgram(): Command {
  const program = new Command('alignscope')
    .description('Find out what contrastive alignment does to a visual encoder.')
    .version(packageVersion())
    .option('--debug', 'print stack traces of errors')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'alignscope: ')) })
    .showHelpAfterError('(--help shows what is possible)')
    .exitOverride();
  for (const [name, { description }] of Object.entries(commands)) program.command(name).description(description);
  return program.hook('preSubcommand', async (_program, command) => {
    const define = await commands[command.name()].load();
    define(command);
  });
}
