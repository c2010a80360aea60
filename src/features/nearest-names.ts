/** The names that are most like a given one, by the number of letters to insert, drop or exchange; at most `count`. */
export function nearestNames(name: string, names: readonly string[], count = 3): string[] {
  const distance = new Map(names.map((other) => [other, editDistance(name.toLowerCase(), other.toLowerCase())]));
  return [...names].sort((a, b) => distance.get(a)! - distance.get(b)!).slice(0, count);
}

/** Reference: Levenshtein, Binary codes capable of correcting deletions, insertions, and reversals, 1966. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++)
      row.push(Math.min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    previous = row;
  }
  return previous[b.length];
}
