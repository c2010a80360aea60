/**
 * Why `path` could lead out of the folder that it is relative to, or mean different files on different systems;
 * undefined if it cannot. A good path has parts joined by `/`, none of them empty, `.` or `..`.
 */
export function relativePathFault(path: string): string | undefined {
  if (path.includes('\0')) return 'it holds a NUL character';
  if (path.includes('\\')) return 'it holds a backslash';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'it is absolute';
  const parts = path.split('/');
  if (parts.includes('..')) return 'it leads to a parent folder';
  if (parts.includes('') || parts.includes('.')) return 'it has an empty part';
  return undefined;
}
