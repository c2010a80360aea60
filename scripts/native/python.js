import { command } from './command.js';

/**
 * A Python that can run pip. Its version matters little: it fetches and unpacks wheels, nothing is installed into it.
 * @returns {Promise<string>}
 * @throws {Error} naming what is missing and how to get it
 */
export async function findPython() {
  let found = false;
  for (const program of ['python3', 'python']) {
    const { code, output } = await command(program, ['-c', 'import sys; print(sys.version_info >= (3, 9))']);
    if (code !== 0 || output.trim() !== 'True') continue;
    found = true;
    if ((await command(program, ['-m', 'pip', '--version'])).code === 0) return program;
  }
  throw new Error(
    found
      ? 'Python has no pip (on Debian or Ubuntu: apt install python3-pip)'
      : 'no Python ≥ 3.9 (on Debian or Ubuntu: apt install python3 python3-pip)',
  );
}
