/** How messages name a cell: its number among all cells, counted from 1, and the line it begins with. */
export function cellName(index: number, source: string): string {
  const line = source.trim().split('\n')[0].trim();
  return `Cell ${index + 1} (${line.length > 60 ? `${line.slice(0, 59)}…` : line})`;
}
