import * as assert from 'node:assert/strict';
import { useChromium } from './chromium.js';

describe('chromium', () => {
  const open = useChromium();

  it('sees errors, and what asks for the network', async () => {
    const { page, errors, requests } = await open();
    await page.setContent('<img src="http://127.0.0.1:9/elsewhere.png"><script>throw new Error("not caught")</script>');
    assert.deepEqual(requests, ['http://127.0.0.1:9/elsewhere.png']);
    assert.ok(errors.some((error) => error.includes('not caught')));
  });

  it('has no complaint about a page that is all right', async () => {
    const { page, errors, requests } = await open('data:text/html,<title>well</title>');
    assert.equal(await page.title(), 'well');
    assert.deepEqual([...errors, ...requests], []);
  });
});
