import { spawn } from 'node:child_process';

/**
 * Runs a program without a shell and collects what it prints.
 * @param {string} program
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<{code: number, signal: string | null, output: string}>} code 127 when the program does not exist
 */
export function command(program, args, options = {}) {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: 127, signal: null, output: error.message }));
    child.on('close', (code, signal) => resolve({ code: code ?? 1, signal, output }));
  });
}

/**
 * The last line of a program's output that has something to say.
 * @param {string} output
 */
export function lastLine(output) {
  const lines = output.split('\n').map((line) => line.trim());
  return (
    lines.filter((line) => /error|denied|refused|no space/i.test(line)).at(-1) ?? lines.filter(Boolean).at(-1) ?? ''
  );
}
