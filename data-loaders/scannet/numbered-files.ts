import { InputError } from '../../src/support/errors.js';

/** Paths of a scan's files of one kind by the number of their frame. */
export type NumberedFiles = ReadonlyMap<number, string>;

/**
 * The files whose name `pattern` matches, by the number that is its first group, in ascending order; padded or not, so
 * that 2 comes before 10. Throws InputError naming `folder` if two have the same number.
 *
 * @param prefix of the paths, before the names
 */
export function numberedFiles(names: readonly string[], pattern: RegExp, folder: string, prefix = ''): NumberedFiles {
  const found: [number, string][] = [];
  for (const name of names) {
    const match = pattern.exec(name);
    if (match) found.push([Number(match[1]), name]);
  }
  found.sort(([a], [b]) => a - b);
  return new Map(
    found.map(([number, name], i) => {
      if (i > 0 && found[i - 1][0] === number)
        throw new InputError(
          `${folder} has frame ${number} twice, as ${found[i - 1][1]} and ${name}. Remove one of them.`,
        );
      return [number, prefix + name];
    }),
  );
}
