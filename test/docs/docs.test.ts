import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import ts from 'typescript';
import { createProgram } from '../../src/cli/program.js';
import { profiles } from '../../src/study/profiles.js';
import { alignscope, temporaryFolder } from '../cli/run-cli.js';
import { writeRecording } from '../data-loaders/posed-rgbd/recording.js';
import { anchors, codeBlocks, commandLines, pages, prose, root } from './pages.js';
import { profileTable } from './profile-table.js';

describe('documentation', () => {
  it('has no broken link or anchor', () => {
    const all = new Map(pages().map((page) => [path.join(root, page.file), page]));
    const broken: string[] = [];
    let links = 0;
    for (const [file, page] of all)
      for (const [, target] of prose(page).matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^[a-z]+:/.test(target)) continue;
        links++;
        const [name, anchor] = target.split('#');
        const linked = name === '' ? file : path.resolve(path.dirname(file), name);
        const isThere = fs.existsSync(linked);
        const hasAnchor = anchor === undefined || (all.has(linked) && anchors(all.get(linked)!).has(anchor));
        if (!isThere || !hasAnchor) broken.push(`${page.file}: ${target}`);
      }
    assert.deepEqual(broken, []);
    assert.ok(links > 20, 'links are found');
  });

  it('shows command lines that the program understands', async () => {
    const shown = pages().flatMap((page) => commandLines(page).map((words) => ({ file: page.file, words })));
    assert.ok(shown.length > 10, 'command lines are found');
    const wrong: string[] = [];
    for (const { file, words } of shown) {
      const problem = await problemOf(words);
      if (problem !== undefined) wrong.push(`${file}: ${words.join(' ')}: ${problem}`);
    }
    assert.deepEqual(wrong, []);
    assert.match((await problemOf(['study', '--profil', 'quick'])) ?? '', /unknown option/);
    assert.match((await problemOf(['studies'])) ?? '', /unknown command/);
  });

  it('names scripts that npm has', () => {
    const { scripts } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = pages().flatMap(({ file, text }) =>
      [...text.matchAll(/npm (?:run ([\w:]+)|(start|test)\b)/g)].map(([, run, short]) => ({
        file,
        name: run ?? short,
      })),
    );
    assert.ok(named.length > 2, 'scripts are found');
    assert.deepEqual(named.filter(({ name }) => !(name in scripts)), []); // prettier-ignore
  });

  it('shows commands that work, as far as they are cheap', async function () {
    this.timeout(120_000);
    const cheap = ['doctor', 'cache', 'data'];
    const owned = ['list', 'rooms', 'my-scan', 'holiday'];
    const canRun = (words: readonly string[]): boolean =>
      cheap.includes(words[0]) && (words[0] !== 'data' || words.some((word) => owned.includes(word)));
    const folder = temporaryFolder();
    const here = process.cwd();
    try {
      await writeRecording(path.join(folder, 'my-scan'), { frames: 20 });
      fs.cpSync(path.join(folder, 'my-scan'), path.join(folder, 'holiday'), { recursive: true });
      process.chdir(folder);
      const shown = new Set(pages().flatMap(commandLines).filter(canRun).map((words) => words.join(' '))); // prettier-ignore
      for (const line of shown) {
        const { code, stderr } = alignscope(line.split(' '), { ALIGNSCOPE_CACHE: path.join(folder, 'cache') });
        assert.equal(code, 0, `${line}: ${stderr}`);
      }
      assert.ok(shown.size > 3);
      for (const made of ['rooms.png', 'sheet.png']) assert.ok(fs.existsSync(made), made);
    } finally {
      process.chdir(here);
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });

  it('shows TypeScript that the package’s types accept', function () {
    this.timeout(120_000);
    const snippets = new Map(
      pages().flatMap((page) =>
        codeBlocks(page, 'ts').map((code, i) => [path.join(root, `${page.file}.${i + 1}.ts`), code] as const),
      ),
    );
    assert.ok(snippets.size > 3, 'snippets are found');
    assert.deepEqual(typeErrors(snippets), []);
    const wrong = new Map([
      [path.join(root, 'wrong.ts'), "import { noSuchThing } from 'alignscope';\nnoSuchThing();\n"],
    ]);
    assert.match(typeErrors(wrong).join(), /wrong\.ts:1: .*noSuchThing/);
  });

  it('gives the profiles as they are', () => {
    const { text } = pages().find(({ file }) => file === 'docs/study.md')!;
    const shown = /<!-- profiles -->\n([^]*?)\n<!-- \/profiles -->/.exec(text)?.[1].trim();
    assert.equal(shown, profileTable(profiles));
  });
});

class Understood extends Error {}

/** What the program says of a command line that it does not understand; nothing is carried out. */
async function problemOf(words: readonly string[]): Promise<string | undefined> {
  let problem = '';
  const program = createProgram().hook('preAction', () => {
    throw new Understood();
  });
  program.configureOutput({ writeOut: () => undefined, writeErr: (text) => (problem += text) });
  for (const command of program.commands) command.copyInheritedSettings(program);
  try {
    await program.parseAsync(words, { from: 'user' });
    return problem;
  } catch (error) {
    return error instanceof Understood ? undefined : `${(error as Error).message} ${problem}`;
  }
}

/** Type errors of source texts that are read as files of the working copy, without being written to it. */
function typeErrors(sources: ReadonlyMap<string, string>): string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    moduleDetection: ts.ModuleDetectionKind.Force,
    types: ['node'],
    typeRoots: [path.join(root, 'node_modules/@types')],
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (file) => sources.has(file) || fileExists(file);
  host.readFile = (file) => sources.get(file) ?? readFile(file);
  const program = ts.createProgram([...sources.keys()], options, host);
  return [...sources.keys()].flatMap((file) => {
    const source = program.getSourceFile(file)!;
    const diagnostics = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return diagnostics.map(({ start, messageText }) => {
      const line = source.getLineAndCharacterOfPosition(start ?? 0).line + 1;
      return `${path.relative(root, file)}:${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
  });
}
