import * as fs from 'node:fs';
import * as path from 'node:path';

/** Folder of real samples of the datasets, which are not part of the repository. */
const samples = path.resolve(import.meta.dirname, '../../../../shared/data');

/** Path of a real sample. */
export function realFile(...parts: string[]): string {
  return path.join(samples, ...parts);
}

/** Skips the suite, and says so, where the real samples of a folder are not there: `before(needsRealData('kitti'))`. */
export function needsRealData(folder = ''): Mocha.Func {
  return function () {
    if (fs.existsSync(realFile(folder))) return;
    console.log(`      skipped: no real files in ${realFile(folder)}`);
    this.skip();
  };
}
