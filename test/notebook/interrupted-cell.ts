import type { ExecuteReply, Kernel } from '../../src/notebook/kernel-client.js';

/** Runs a cell that does `first` and then waits for a minute; presses the stop button once it waits. */
export function interruptWhenWaiting(kernel: Kernel, first = ''): Promise<ExecuteReply> {
  const wait =
    "setTimeout(() => console.log('waiting'), 50);\nawait new Promise((resolve) => { setTimeout(resolve, 60000); });";
  return interruptAtWaiting(kernel, `${first}\n${wait}`);
}

/**
 * Runs a cell and presses the stop button a tenth of a second after it prints `waiting`: Node loses a signal that comes in the
 * very millisecond in which a cell begins to wait.
 */
export function interruptAtWaiting(kernel: Kernel, code: string): Promise<ExecuteReply> {
  return kernel.execute(code, ({ content }) => {
    if (content.text === 'waiting\n') setTimeout(() => kernel.interrupt(), 100);
  });
}

/** Runs a cell that must succeed and gives what it printed. */
export async function printed(kernel: Kernel, code: string): Promise<string> {
  let text = '';
  const { status, evalue } = await kernel.execute(code, ({ content }) => (text += `${content.text ?? ''}`));
  if (status !== 'ok') throw new Error(`${code}: ${evalue}`);
  return text;
}
