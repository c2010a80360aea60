/** A piece of text put in before the character at `at` of the original. */
export interface Insertion {
  at: number;
  text: string;
}

/** The text with all insertions made; those at one place keep their order. */
export function insertInto(original: string, insertions: readonly Insertion[]): string {
  let result = '';
  let done = 0;
  for (const { at, text } of [...insertions].sort((a, b) => a.at - b.at)) {
    result += original.slice(done, at) + text;
    done = at;
  }
  return result + original.slice(done);
}
