/**
 * A JSON value with colours exchanged wherever they stand in its texts, as `#rrggbb` or as `rgba(r,g,b,a)`; pictures in
 * `data:` addresses stay as they are. Complete in itself, since pages hold it as text.
 *
 * @param colours from `#rrggbb` to `#rrggbb`, in small letters
 */
export function recolour(value: unknown, colours: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string') {
    if (value.startsWith('data:')) return value;
    return value.replace(/#[0-9a-f]{6}\b|rgba\((\d+),(\d+),(\d+),/g, (written, ...rgb: string[]) => {
      const isHex = written.startsWith('#');
      const bytes = rgb.slice(0, 3).map((byte) => Number(byte).toString(16).padStart(2, '0'));
      const other = colours[isHex ? written : `#${bytes.join('')}`];
      if (other === undefined) return written;
      if (isHex) return other;
      return `rgba(${[1, 3, 5].map((at) => parseInt(other.slice(at, at + 2), 16)).join(',')},`;
    });
  }
  if (Array.isArray(value)) return value.map((item: unknown) => recolour(item, colours));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, recolour(item, colours)]));
}
