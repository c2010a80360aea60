import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as TypeScript from 'typescript';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const require = createRequire(import.meta.url);
/** The compiler inside the kernel: TypeScript 5.0, which has almost the same types as ours. */
const ts = createRequire(require.resolve('tslab'))('@tslab/typescript-for-tslab') as typeof TypeScript;

/** Every way in which a cell can import from this package. */
function entryPoints(): string[] {
  const rooms = fs
    .readdirSync(path.join(root, 'dist/src'))
    .filter((room) => fs.existsSync(path.join(root, 'src', room, 'index.ts')));
  const named = ['data-loaders', 'figures'].filter((room) => fs.existsSync(path.join(root, room, 'index.ts')));
  const main = fs.existsSync(path.join(root, 'src/index.ts')) ? ['alignscope'] : [];
  return [...main, ...[...named, ...rooms].map((room) => `alignscope/${room}`)];
}

/** A program as tslab makes it for a cell in `notebooks/`, but one that also looks into our declaration files. */
function compile(source: string): TypeScript.Program {
  const folder = path.join(root, 'notebooks');
  const cell = path.join(folder, '__cell__.ts');
  const options: TypeScript.CompilerOptions = {
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    esModuleInterop: true,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts'],
    experimentalDecorators: true,
    resolveJsonModule: true,
    typeRoots: [path.join(root, 'node_modules/@types')],
    types: ['node'],
    skipLibCheck: false,
    noEmit: true,
  };
  const host = ts.createCompilerHost(options);
  host.getCurrentDirectory = () => folder;
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (file) => file === cell || fileExists(file);
  host.readFile = (file) => (file === cell ? source : readFile(file));
  host.getSourceFile = (file, language) =>
    file === cell ? ts.createSourceFile(file, source, language) : getSourceFile(file, language);
  return ts.createProgram([cell], options, host);
}

/** What the compiler says of the cell and of our declaration files. */
function faultsOf(program: TypeScript.Program): string[] {
  const ours = program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.startsWith(path.join(root, 'dist')) || fileName.endsWith('__cell__.ts'));
  const faults = ours.flatMap((file) => [
    ...program.getSyntacticDiagnostics(file),
    ...program.getSemanticDiagnostics(file),
  ]);
  return faults.map(({ file, start, messageText }) => {
    const line = file ? file.getLineAndCharacterOfPosition(start ?? 0).line + 1 : 0;
    return `${file && path.relative(root, file.fileName)}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

describe('types in the kernel', () => {
  const entries = entryPoints();
  let program: TypeScript.Program;
  before(() => {
    program = compile(entries.map((entry, i) => `import * as entry${i} from '${entry}';`).join('\n'));
  });

  it(`are understood by the kernel's TypeScript ${ts.version}`, () => {
    assert.deepEqual(faultsOf(program), []);
  });

  it('are missed when they are not there', () => {
    const [first, second] = faultsOf(
      compile("import { nothing } from 'alignscope/notebook';\nimport * as nowhere from 'alignscope/nowhere';"),
    );
    assert.match(first, /:1 .*no exported member 'nothing'/);
    assert.match(second, /:2 Cannot find module 'alignscope\/nowhere'/);
  });

  it('never end in any', () => {
    const checker = program.getTypeChecker();
    const isAny = (type: TypeScript.Type): boolean => (type.flags & ts.TypeFlags.Any) !== 0;
    const untyped: string[] = [];
    const cell = program.getSourceFiles().find(({ fileName }) => fileName.endsWith('__cell__.ts'))!;
    for (const [i, statement] of cell.statements.entries()) {
      const specifier = (statement as TypeScript.ImportDeclaration).moduleSpecifier;
      const module = checker.getSymbolAtLocation(specifier);
      assert.ok(module, `${entries[i]} is resolved`);
      for (const symbol of checker.getExportsOfModule(module)) {
        const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
        const type =
          target.flags & ts.SymbolFlags.Value
            ? checker.getTypeOfSymbolAtLocation(target, cell)
            : checker.getDeclaredTypeOfSymbol(target);
        const results = type.getCallSignatures().map((signature) => signature.getReturnType());
        if (
          [
            type,
            ...results,
            ...results.flatMap((result) => checker.getTypeArguments(result as TypeScript.TypeReference) ?? []),
          ].some(isAny)
        )
          untyped.push(`${entries[i]}: ${symbol.name}`);
      }
    }
    assert.deepEqual(untyped, []);
  });
});
