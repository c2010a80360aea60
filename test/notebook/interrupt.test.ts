import * as assert from 'node:assert/strict';
import { Kernel } from '../../src/notebook/kernel-client.js';
import { interruptWhenWaiting, printed } from './interrupted-cell.js';

describe('interruptSignal', () => {
  it('is aborted by the stop button in the cell that asked for it; the next one is fresh', async () => {
    const kernel = await Kernel.start();
    try {
      const setUp = "import { interruptSignal } from 'alignscope/notebook';\nlet signal: AbortSignal;";
      assert.equal((await kernel.execute(setUp)).status, 'ok');
      assert.equal((await interruptWhenWaiting(kernel, 'signal = interruptSignal();')).status, 'error');
      assert.equal(
        await printed(kernel, 'console.log(signal.aborted, signal.reason.name, interruptSignal().aborted)'),
        'true InterruptedError false\n',
      );
    } finally {
      await kernel.shutdown();
    }
  });
});
