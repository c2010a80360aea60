import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { useChromium } from '../support/chromium.js';
import { usePage } from './page-in-browser.js';

/** What axe finds wrong with a page, and where; by these of its rules only, where they are given. */
async function barriers(page: Page, rules?: string[]): Promise<string[]> {
  await page.evaluate(fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const options = { resultTypes: ['violations'], ...(rules ? { runOnly: rules } : {}) };
  const found = await page.evaluate(async (asked) => {
    const { axe } = window as unknown as {
      axe: { run(options: object): Promise<{ violations: { id: string; nodes: { target: unknown[] }[] }[] }> };
    };
    return (await axe.run(asked)).violations;
  }, options);
  return found.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ target }) => target.join(' ')).join(', ')}`); // prettier-ignore
}

const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe('the page of a study for everybody', () => {
  const open = useChromium();
  const address = usePage();

  it('has no barriers that axe knows, a figure drawn', async () => {
    const { page } = await open(address(), { viewport: { width: 1200, height: 800 } });
    await page.locator('#figure-interventions').scrollIntoViewIfNeeded();
    await page.locator('#figure-interventions[data-drawn]').waitFor();
    assert.deepEqual(await barriers(page), []);
  });

  it('keeps its contrast in the dark and its targets on a phone, and does not scroll sideways there', async () => {
    const { page, errors } = await open(address(), { viewport: { width: 360, height: 700 }, colorScheme: 'dark' });
    await page.locator('#figure-retention').scrollIntoViewIfNeeded();
    await page.locator('#figure-retention[data-drawn]').waitFor();
    assert.equal(await overflow(page), 0);
    await page.locator('.side-by-side summary').click();
    assert.equal(await overflow(page), 0);
    assert.deepEqual(await barriers(page, ['color-contrast', 'target-size']), []);
    assert.deepEqual(errors, []);
  });

  it('shows stills, pictures and short tables where scripts are off', async () => {
    const { page, errors } = await open(address(), { javaScriptEnabled: false, viewport: { width: 360, height: 700 } });
    assert.ok((await page.locator('.still:visible').count()) >= 7);
    assert.equal(await page.locator('.live:visible').count(), 0);
    assert.ok(await page.locator('.side-by-side table').first().isVisible());
    assert.ok(await page.getByText('With scripts allowed they stand here').isVisible());
    assert.ok(await page.locator('.forest').first().isVisible());
    assert.deepEqual(errors, []);
  });

  it('prints stills on white paper, without what needs a screen', async () => {
    const { page } = await open(address(), { colorScheme: 'dark' });
    await page.locator('#figure-findings').scrollIntoViewIfNeeded();
    await page.locator('#figure-findings[data-drawn]').waitFor();
    await page.emulateMedia({ media: 'print' });
    assert.ok(await page.locator('#figure-findings .still').isVisible());
    assert.equal(await page.locator('.live:visible, .viewer:visible, nav:visible, #measurements:visible').count(), 0);
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(255, 255, 255)');
  });
});
