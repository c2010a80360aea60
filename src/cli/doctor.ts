import type { Command } from 'commander';
import { inspectBackends } from '../backend/index.js';
import { jsonOption, printJson } from './options.js';

/** `doctor`: what of this machine alignscope can use, and how to mend what it cannot. */
export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('show which backends and tools work on this machine, and how to mend those that do not')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  npx alignscope doctor')
    .action(async (options: { json?: boolean }) => {
      const inspection = await inspectBackends();
      if (options.json) return printJson(inspection);
      console.log(`Node ${inspection.node}\n\nBackends`);
      for (const { name, available, device, version, detail } of inspection.backends) {
        const mark = name === inspection.chosen ? '→' : available ? '✓' : '✗';
        const where = available ? [version, device].filter((part) => part !== null).join(' on ') : 'not available';
        console.log(`  ${mark} ${name.padEnd(11)} ${where}: ${detail}`);
      }
      console.log('\nTools');
      for (const { name, available, detail } of [...inspection.tools, inspection.jupyter, inspection.chromium])
        console.log(`  ${available ? '✓' : '✗'} ${name.padEnd(11)} ${detail}`);
      for (const warning of inspection.warnings) console.log(`\n! ${warning}`);
    });
}
