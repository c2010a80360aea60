import type * as TypeScript from 'typescript';
import { cell, root, ts, type Exported } from './public-entries.js';

/**
 * Where `any` comes out of something exported: itself, its parameters and results (and what these are of, such as a promise),
 * and one level of properties with theirs, as far as they are declared by this package.
 */
export function untypedParts({ symbol, name }: Exported, program: TypeScript.Program): string[] {
  const checker = program.getTypeChecker();
  const place = program.getSourceFile(cell)!;
  const isAny = (type: TypeScript.Type): boolean => (type.flags & ts.TypeFlags.Any) !== 0;
  /** A type with those it is made of: members of a union, elements of arrays, what a promise holds. */
  const within = (type: TypeScript.Type): TypeScript.Type[] => {
    const members = type.isUnionOrIntersection() ? type.types : [];
    const parts = 'target' in type ? checker.getTypeArguments(type as TypeScript.TypeReference) : [];
    return [type, ...members, ...parts];
  };
  const partsOf = (type: TypeScript.Type, what: string): string[] => [
    ...(within(type).some(isAny) ? [what] : []),
    ...[...type.getCallSignatures(), ...type.getConstructSignatures()].flatMap((signature) => [
      ...signature.parameters.flatMap((parameter) =>
        within(checker.getTypeOfSymbolAtLocation(parameter, place)).some(isAny) ? [`${what}(${parameter.name})`] : [],
      ),
      ...(within(signature.getReturnType()).some(isAny) ? [`${what}()`] : []),
    ]),
  ];
  const isValue = (symbol.flags & ts.SymbolFlags.Value) !== 0;
  const isType = (symbol.flags & ts.SymbolFlags.Type) !== 0;
  const types = [
    ...(isValue ? [checker.getTypeOfSymbolAtLocation(symbol, place)] : []),
    ...(isType ? [checker.getDeclaredTypeOfSymbol(symbol)] : []),
  ];
  return types.flatMap((type) => [
    ...partsOf(type, name),
    ...type
      .getProperties()
      .filter(isOurs)
      .flatMap((property) => partsOf(checker.getTypeOfSymbolAtLocation(property, place), `${name}.${property.name}`)),
  ]);
}

/** Whether a property is declared by this package, and not private, of which declaration files keep the name alone. */
function isOurs({ declarations = [] }: TypeScript.Symbol): boolean {
  return declarations.some((declaration) => {
    const { fileName } = declaration.getSourceFile();
    const isPrivate = (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Private) !== 0;
    return !isPrivate && (fileName === cell || fileName.startsWith(`${root}/dist`));
  });
}
