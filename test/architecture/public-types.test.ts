import * as assert from 'node:assert/strict';
import type * as TypeScript from 'typescript';
import { compile, entryPoints, exportsOf, faultsOf, ts, type Exported } from './public-entries.js';
import { untypedParts } from './untyped.js';

describe('what this package exports', function () {
  this.timeout(60_000);
  const entries = entryPoints();
  let program: TypeScript.Program;
  let exported: Exported[];
  before(() => {
    program = compile(entries.map((entry, i) => `import * as entry${i} from '${entry}';`).join('\n'));
    exported = exportsOf(program, entries);
  });

  it(`is understood by the kernel's TypeScript ${ts.version}`, () => {
    assert.equal(ts.version, '5.0.4');
    assert.ok(entries.length > 15 && entries.includes('alignscope') && entries.includes('alignscope/probes'));
    assert.deepEqual(faultsOf(program), []);
  });

  it('has types throughout: no export, parameter, result or property is any', () => {
    const untyped = exported.flatMap((one) => untypedParts(one, program).map((part) => `${one.entry}: ${part}`));
    assert.deepEqual(untyped, []);
  });

  it('is explained: every export has a comment of its own', () => {
    const checker = program.getTypeChecker();
    const silent = exported.filter(({ symbol }) => symbol.getDocumentationComment(checker).length === 0);
    assert.deepEqual(silent.map(({ entry, name }) => `${entry}: ${name}`), []); // prettier-ignore
  });

  it('links in its comments only to what the same entry point exports, or to members of its own', () => {
    const known = new Map(entries.map((entry) => [entry, new Set<string>()]));
    for (const { entry, name } of exported) known.get(entry)!.add(name);
    const broken = exported.flatMap(({ entry, name, symbol }) =>
      linksIn(symbol)
        .filter((target) => !known.get(entry)!.has(target.split('.')[0]) && !symbol.members?.has(target as never))
        .map((target) => `${entry}: ${name} links to ${target}`),
    );
    assert.deepEqual([...new Set(broken)], []);
  });

  it('is missed when it is not there, and any is seen', () => {
    const wrong = compile(
      `import { nothing } from 'alignscope/notebook';
       import * as nowhere from 'alignscope/nowhere';`,
    );
    const [first, second] = faultsOf(wrong, { ofCellAlone: true });
    assert.match(first, /:1 .*no exported member 'nothing'/);
    assert.match(second, /:2 Cannot find module 'alignscope\/nowhere'/);

    const loose = compile(
      `export interface Loose { a: any; b: string; c(d: any): Promise<any> }
       export function f(x: any[], y: number): string { return ''; }
       export const told: number[] = [];`,
    );
    const checker = loose.getTypeChecker();
    const module = checker.getSymbolAtLocation(loose.getSourceFile(loose.getRootFileNames()[0])!)!;
    const seen = checker
      .getExportsOfModule(module)
      .flatMap((symbol) => untypedParts({ entry: 'cell', name: symbol.name, symbol }, loose));
    assert.deepEqual(seen.sort(), ['Loose.a', 'Loose.c()', 'Loose.c(d)', 'f(x)']);
  });
});

/** Names to which the comments of a declaration and of its members link. */
function linksIn(symbol: TypeScript.Symbol): string[] {
  return (symbol.declarations ?? []).flatMap((declaration) => {
    const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
    return [...statement.getFullText().matchAll(/\{@link\s+([\w.]+)/g)].map(([, target]) => target);
  });
}
