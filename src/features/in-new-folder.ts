import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { InterruptedError } from '../support/errors.js';
import { explainFileError, makeFolder } from '../support/files.js';
import { descriptionFile } from './extracted.js';

/**
 * Makes the folder of an extraction under another name and gives it its own when `work` is done, so that it is whole or not
 * there. Throws what `work` throws, and with path and remedy when the folder cannot be made.
 */
export async function inNewFolder(folder: string, work: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = `${folder}.${process.pid}.${randomUUID().slice(0, 8)}.tmp`;
  makeFolder(temporary);
  try {
    await work(temporary).catch((error: unknown) => {
      if (!(error instanceof InterruptedError)) throw error;
      throw new InterruptedError('Interrupted; the features were not complete and are not kept.', { cause: error });
    });
    try {
      fs.renameSync(temporary, folder);
    } catch (error) {
      // Another process may have made the same meanwhile.
      if (!fs.existsSync(path.join(folder, descriptionFile))) throw explainFileError(error, folder, 'make the folder');
    }
  } finally {
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}
