import * as assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { Kernel } from '../../src/notebook/kernel-client.js';

describe('interruptSignal', () => {
  it('is aborted by the stop button in the cell that asked for it; the next one is fresh', async () => {
    const kernel = await Kernel.start();
    try {
      let printed = '';
      const run = async (code: string): Promise<string> => {
        const { status } = await kernel.execute(code, ({ content }) => (printed += `${content.text ?? ''}`));
        return status;
      };
      const setUp = "import { interruptSignal } from 'alignscope/notebook';\nlet signal: AbortSignal;";
      assert.equal(await run(setUp), 'ok', printed);
      const running = run(
        'signal = interruptSignal();\nawait new Promise((resolve) => { setTimeout(resolve, 60000); });',
      );
      await delay(500);
      kernel.interrupt();
      assert.equal(await running, 'error');
      // tslab refuses cells for 200 ms after an error.
      await delay(300);
      printed = '';
      assert.equal(await run('console.log(signal.aborted, signal.reason.name, interruptSignal().aborted)'), 'ok');
      assert.equal(printed, 'true InterruptedError false\n');
    } finally {
      await kernel.shutdown();
    }
  });
});
