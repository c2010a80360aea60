import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as TypeScript from 'typescript';

/** The working copy. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

const require = createRequire(import.meta.url);

/** The compiler inside the kernel: TypeScript 5.0, which has almost the same types as ours. */
export const ts = createRequire(require.resolve('tslab'))('@tslab/typescript-for-tslab') as typeof TypeScript;

/** Every way in which a cell can import from this package, as package.json exports it. */
export function entryPoints(): string[] {
  const { exports } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    exports: Record<string, string | { types: string }>;
  };
  return Object.entries(exports).flatMap(([name, target]) => {
    if (typeof target === 'string') return [];
    const entry = path.posix.join('alignscope', name);
    if (!name.includes('*')) return [entry];
    const [before, after] = target.types.split('*');
    const isThere = (room: string): boolean => {
      const source = path.join(root, path.relative('dist', before), room, path.basename(after, '.d.ts') + '.ts');
      return fs.existsSync(source) && fs.existsSync(path.join(root, before, room, after));
    };
    return fs.readdirSync(path.join(root, before)).filter(isThere).map((room) => entry.replace('*', room)); // prettier-ignore
  });
}

/** The cell that is compiled, and its folder. */
const folder = path.join(root, 'notebooks');
export const cell = path.join(folder, '__cell__.ts');

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

/** Files that were read before; programs differ only in their cell. */
const read = new Map<string, TypeScript.SourceFile | undefined>();

/** A program as tslab makes it for a cell in `notebooks/`, but one that also looks into our declaration files. */
export function compile(source: string): TypeScript.Program {
  const host = ts.createCompilerHost(options);
  host.getCurrentDirectory = () => folder;
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (file) => file === cell || fileExists(file);
  host.readFile = (file) => (file === cell ? source : readFile(file));
  host.getSourceFile = (file, language) => {
    if (file === cell) return ts.createSourceFile(file, source, language);
    if (!read.has(file)) read.set(file, getSourceFile(file, language));
    return read.get(file);
  };
  return ts.createProgram([cell], options, host);
}

/** What the compiler says of the cell and, unless told, of our declaration files. */
export function faultsOf(program: TypeScript.Program, { ofCellAlone = false } = {}): string[] {
  const isOurs = (file: string): boolean => file === cell || (!ofCellAlone && file.startsWith(path.join(root, 'dist')));
  const ours = program.getSourceFiles().filter(({ fileName }) => isOurs(fileName));
  const faults = ours.flatMap((file) => [
    ...program.getSyntacticDiagnostics(file),
    ...program.getSemanticDiagnostics(file),
  ]);
  return faults.map(({ file, start, messageText }) => {
    const line = file ? file.getLineAndCharacterOfPosition(start ?? 0).line + 1 : 0;
    return `${file && path.relative(root, file.fileName)}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

/** Something that an entry point exports: what stands behind its name. */
export interface Exported {
  entry: string;
  name: string;
  symbol: TypeScript.Symbol;
}

/** All that the entry points of a program export, which its cell imports in this order. */
export function exportsOf(program: TypeScript.Program, entries: readonly string[]): Exported[] {
  const checker = program.getTypeChecker();
  const imports = program.getSourceFile(cell)!.statements as unknown as readonly TypeScript.ImportDeclaration[];
  return entries.flatMap((entry, i) => {
    const module = checker.getSymbolAtLocation(imports[i].moduleSpecifier);
    if (!module) throw new Error(`${entry} is not resolved`);
    return checker.getExportsOfModule(module).map((symbol) => {
      const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
      return { entry, name: symbol.name, symbol: isAlias ? checker.getAliasedSymbol(symbol) : symbol };
    });
  });
}
