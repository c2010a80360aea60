import type * as TypeScript from 'typescript';
import { insertInto } from './text-insertions.js';
import { ts, type Converter, type Diagnostic } from './tslab.js';

interface Expansion {
  at: number;
  text: string;
  line: number;
}

/**
 * A converter that reads `{ seed }` as `{ seed: seed }`, for in the short form tslab does not find variables of earlier
 * cells. What the compiler complains of is still told by its place in the cell as it was written.
 */
export function withLonghand(converter: Converter): Converter {
  return {
    ...converter,
    convert: (declarations, source) => {
      const expansions = shorthands(source);
      const result = converter.convert(declarations, insertInto(source, expansions));
      const moved = (position: Diagnostic['start']): Diagnostic['start'] => originalPosition(position, expansions);
      const diagnostics = result.diagnostics.map((complaint) =>
        complaint.fileName === undefined
          ? { ...complaint, start: moved(complaint.start), end: moved(complaint.end) }
          : complaint,
      );
      return { ...result, diagnostics };
    },
  };
}

/** What makes long forms of all shorthand properties, in the order of the text. */
function shorthands(source: string): Expansion[] {
  const file = ts.createSourceFile('cell.ts', source, ts.ScriptTarget.Latest, false, ts.ScriptKind.TS);
  const found: Expansion[] = [];
  const visit = (node: TypeScript.Node): void => {
    // `({ a = 1 } = options)` has no long form that is an error wherever the short one is.
    if (ts.isShorthandPropertyAssignment(node) && node.objectAssignmentInitializer === undefined) {
      const at = node.name.getStart(file);
      found.push({ at, text: `${node.name.text}: `, line: file.getLineAndCharacterOfPosition(at).line });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function originalPosition(position: Diagnostic['start'], expansions: readonly Expansion[]): Diagnostic['start'] {
  let { offset, character } = position;
  for (const { at, text, line } of expansions) {
    const inserted = Math.min(text.length, offset - at);
    if (inserted <= 0) break;
    offset -= inserted;
    if (line === position.line) character -= inserted;
  }
  return { ...position, offset, character };
}
