import { createRequire } from 'node:module';
import * as path from 'node:path';
import { packageRoot } from '../../support/package.js';
import { ts } from './tslab.js';

const NAME = 'alignscope';

/** Whether this package is installed for the cells of a folder: then that copy is taken, and nothing need be provided. */
export function hasOwnPackage(folder: string): boolean {
  try {
    createRequire(path.join(folder, 'cell.js')).resolve(NAME);
    return true;
  } catch {
    return false;
  }
}

/** Shows the compiler this package in the `node_modules` of a folder that has none. */
export function provideTypes(folder: string): void {
  const shown = path.posix.join(folder, 'node_modules', NAME);
  const real = (file: string): string =>
    file === shown || file.startsWith(`${shown}/`) ? packageRoot() + file.slice(shown.length) : file;
  const { fileExists, directoryExists, readFile, realpath } = ts.sys;
  ts.sys.fileExists = (file) => fileExists(real(file));
  ts.sys.directoryExists = (file) => directoryExists(real(file));
  ts.sys.readFile = (file, encoding) => readFile(real(file), encoding);
  ts.sys.realpath = (file) => realpath?.(real(file)) ?? real(file);
}

/** A `require` that takes this package from where the kernel is, and all else as before. */
export function provideModules(require: NodeJS.Require): NodeJS.Require {
  const ownRequire = createRequire(import.meta.url);
  return new Proxy(require, {
    apply: (target, thisArg, [id]: [string]) =>
      id === NAME || id.startsWith(`${NAME}/`) ? ownRequire(id) : Reflect.apply(target, thisArg, [id]),
  });
}
