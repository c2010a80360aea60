import type { Command } from 'commander';
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { alignscope, assertRefused } from './run-cli.js';
import { wholeProgram } from './whole-program.js';

/** Packages that a compiled module loads with it, by its static imports and those of what it imports. */
function packagesLoadedWith(file: string, seen = new Set<string>()): Set<string> {
  const packages = new Set<string>();
  if (seen.has(file)) return packages;
  seen.add(file);
  const imports = fs
    .readFileSync(file, 'utf8')
    .matchAll(/^(?:import|export)\s(?:[^'"=(]*?\sfrom\s)?['"]([^'"]+)['"]/gm);
  for (const [, specifier] of imports) {
    if (specifier.startsWith('.'))
      packagesLoadedWith(path.resolve(path.dirname(file), specifier), seen).forEach((name) => packages.add(name));
    else if (!specifier.startsWith('node:')) packages.add(specifier);
  }
  return packages;
}

function leaves(command: Command): Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}

function helpOf(command: Command): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  return help;
}

describe('the program', () => {
  it('shows help with an example, what each option is for, and --json for every command that ends by itself', async () => {
    const commands = leaves(await wholeProgram());
    assert.ok(commands.length > 10);
    for (const command of commands) {
      const help = helpOf(command);
      assert.match(help, new RegExp(`Examples?:\n  npx alignscope .*${command.name()}`), command.name());
      // JupyterLab takes the terminal and ends when it is told to.
      if (command.name() !== 'lab') assert.match(help, /--json/, command.name());
      assert.ok(command.description() !== '', command.name());
      for (const option of command.options) assert.ok(option.description !== '', `${command.name()} ${option.flags}`);
    }
  });

  it('loads nothing heavy for what needs nothing heavy', () => {
    const module = (name: string): string => fileURLToPath(new URL(`../../src/cli/${name}.js`, import.meta.url));
    assert.deepEqual([...packagesLoadedWith(module('main'))].sort(), ['cli-progress', 'commander']);
    for (const name of ['cache', 'runs']) assert.deepEqual([...packagesLoadedWith(module(name))], ['commander'], name);
    assert.deepEqual([...packagesLoadedWith(module('corrupt'))].sort(), ['commander', 'fast-png']);
    const ofArchives = ['fast-png', 'fflate', 'yauzl'];
    assert.deepEqual([...packagesLoadedWith(module('similarity'))].sort(), ['commander', ...ofArchives]);
    assert.ok(packagesLoadedWith(module('study')).has('@tensorflow/tfjs-core'), 'imports are followed');
  });

  it('says its version', () => {
    const { version } = JSON.parse(fs.readFileSync('package.json', 'utf8')) as { version: string };
    assert.equal(alignscope(['--version']).stdout.trim(), version);
  });

  it('shows the help of a command either way', () => {
    const asked = alignscope(['help', 'runs', 'list']);
    assert.equal(asked.code, 0);
    assert.match(asked.stdout, /Usage: alignscope runs list/);
    assert.equal(alignscope(['runs', 'list', '--help']).stdout, asked.stdout);
  });

  it('shows what there is when no command is given', () => {
    const { code, stdout, stderr } = alignscope([]);
    assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
    assert.match(stderr, /study[^]*doctor/);
  });

  it('refuses unknown commands and options', () => {
    assertRefused(alignscope(['stduy']), { code: 2, says: [/unknown command 'stduy'/, /study/] });
    assertRefused(alignscope(['runs', 'lst']), { code: 2, says: [/unknown command 'lst'/, /list/] });
    assertRefused(alignscope(['runs', 'list', '--stdy', 'x']), {
      code: 2,
      says: [/unknown option '--stdy'/, /--study/],
    });
  });

  it('prints a stack trace only when asked to, before or after the command', () => {
    const wrong = ['runs', 'list', '--study', 'no-such-folder'];
    assertRefused(alignscope(wrong), { code: 2, says: [/no-such-folder/, /--study/] });
    for (const args of [
      ['--debug', ...wrong],
      [...wrong, '--debug'],
    ])
      assert.match(alignscope(args).stderr, /InputError[^]*\n\s+at .+:\d+/);
  });
});
