import * as fs from 'node:fs';
import * as path from 'node:path';

/** A file of test/reference, made by the script of the same name. */
export function readReference<T>(name: string): T & { tool: string } {
  const file = path.resolve(import.meta.dirname, '../../../test/reference', `${name}.json`);
  return JSON.parse(fs.readFileSync(file, 'utf8')) as T & { tool: string };
}

/** Values whose NaN a file holds as null. */
export function numbers(values: Record<string, number | null>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value ?? NaN]));
}
