import { InputError } from '../support/errors.js';
import { codeCell, type Notebook } from './nbformat.js';

/** A value that a notebook can be given from outside. */
export type ParameterValue =
  string | number | boolean | null | readonly ParameterValue[] | { [name: string]: ParameterValue };

/** Values of the parameters of a notebook, by name. */
export type Parameters = Readonly<Record<string, ParameterValue>>;

/** Tag of the cell that declares the parameters of a notebook and their defaults. */
export const PARAMETERS = 'parameters';
const INJECTED = 'injected-parameters';

/**
 * Reads `name=value` as the command line gives it: numbers, booleans, null and JSON are what they look like, all else is text.
 *
 * Throws InputError when there is no name.
 */
export function parseParameter(assignment: string): [name: string, value: ParameterValue] {
  const [, name, text] = /^([A-Za-z_$][\w$]*)=(.*)$/s.exec(assignment) ?? [];
  if (name === undefined)
    throw new InputError(`Parameter "${assignment}" is not of the form name=value: write -p steps=50.`);
  try {
    return [name, JSON.parse(text) as ParameterValue];
  } catch {
    return [name, text];
  }
}

/**
 * A copy of the notebook with the parameters set in a cell of their own, tagged `injected-parameters`, after the cell
 * tagged `parameters` that holds the defaults. One injected earlier is replaced.
 *
 * Throws InputError when no cell is tagged `parameters`, or for a name that this cell does not declare.
 * Reference: the convention of papermill, https://papermill.readthedocs.io/en/latest/usage-parameterize.html
 */
export function injectParameters(notebook: Notebook, parameters: Parameters): Notebook {
  const names = Object.keys(parameters);
  if (names.length === 0) return notebook;
  const cells = notebook.cells.filter((cell) => !cell.metadata.tags?.includes(INJECTED));
  const at = cells.findIndex((cell) => cell.cell_type === 'code' && cell.metadata.tags?.includes(PARAMETERS));
  if (at < 0)
    throw new InputError(
      `The notebook takes no parameters (given: ${names.join(', ')}): tag the cell that declares them "${PARAMETERS}".`,
    );
  const declared = declaredNames(cells[at].source);
  for (const name of names)
    if (!declared.includes(name))
      throw new InputError(`The notebook has no parameter "${name}": its parameters are ${declared.join(', ')}.`);
  const source = Object.entries(parameters).map(([name, value]) => `const ${name} = ${literal(value, name)};`);
  return { ...notebook, cells: cells.toSpliced(at + 1, 0, codeCell(source.join('\n'), [INJECTED])) };
}

function declaredNames(source: string): string[] {
  return [...source.matchAll(/^\s*(?:const|let|var)\s+([A-Za-z_$][\w$]*)/gm)].map((match) => match[1]);
}

function literal(value: ParameterValue, name: string): string {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new InputError(`Parameter "${name}" is ${value}: give a finite number.`);
  return JSON.stringify(value);
}
