import type { Command } from 'commander';
import { inspectBackends } from '../backend/index.js';
import { examples, jsonOption, printJson } from './options.js';

/** `doctor`: what of this machine alignscope can use, and how to mend what it cannot. */
export function defineDoctor(command: Command): void {
  command.addOption(jsonOption()).addHelpText('after', examples('doctor')).action(doctor);
}

async function doctor({ json }: { json?: boolean }): Promise<void> {
  const inspection = await inspectBackends();
  if (json) return printJson(inspection);
  console.log(`Node ${inspection.node} on ${inspection.platform}\n\nBackends`);
  for (const { name, available, device, version, detail } of inspection.backends) {
    const mark = name === inspection.chosen ? '→' : available ? '✓' : '✗';
    const where = available ? [version, device].filter((part) => part !== null).join(' on ') : 'not available';
    console.log(`  ${mark} ${name.padEnd(11)} ${where}: ${detail}`);
  }
  console.log('\nTools');
  for (const { name, available, detail } of [...inspection.tools, inspection.jupyter, inspection.chromium])
    console.log(`  ${available ? '✓' : '✗'} ${name.padEnd(11)} ${detail}`);
  for (const warning of inspection.warnings) console.log(`\n! ${warning}`);
}
