import type { ExecuteReply, Kernel } from '../../src/notebook/kernel-client.js';

/** Runs a cell that does `first` and then waits for a minute; presses the stop button once it waits. */
export function interruptWhenWaiting(kernel: Kernel, first = ''): Promise<ExecuteReply> {
  const wait =
    "setTimeout(() => console.log('waiting'), 50);\nawait new Promise((resolve) => { setTimeout(resolve, 60000); });";
  return kernel.execute(`${first}\n${wait}`, ({ content }) => {
    if (content.text === 'waiting\n') kernel.interrupt();
  });
}

/** Runs a cell after one that failed: tslab refuses cells for a while then, so it is sent until it is taken. */
export async function executeAfterError(kernel: Kernel, code: string): Promise<{ status: string; printed: string }> {
  for (;;) {
    let printed = '';
    const { status } = await kernel.execute(code, ({ content }) => (printed += `${content.text ?? ''}`));
    if (status !== 'abort') return { status, printed };
  }
}
