import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { useChromium, type WatchedPage } from '../support/chromium.js';
import { usePage } from './page-in-browser.js';

describe('the page of a study in a browser', () => {
  const open = useChromium();
  const address = usePage();
  let watched: WatchedPage;
  before(async () => (watched = await open(address(), { viewport: { width: 1200, height: 800 } })));
  const text = (selector: string): Promise<string> => watched.page.locator(selector).innerText();
  const firstCells = (column: number): Promise<string[]> =>
    watched.page.locator(`.measurements tbody td:nth-child(${column})`).allInnerTexts();
  const columnOf = async (name: string): Promise<number> => {
    const heads = await watched.page.locator('.measurements thead th').allInnerTexts();
    return heads.findIndex((head) => head.startsWith(name)) + 1;
  };

  it('draws every figure when it comes into view', async () => {
    const { page } = watched;
    const figures = await page.locator('.figure').count();
    assert.ok(figures >= 7);
    assert.ok((await page.locator('.figure[data-drawn]').count()) < figures, 'not all at once');
    for (let i = 0; i < figures; i++) {
      const figure = page.locator('.figure').nth(i);
      await figure.scrollIntoViewIfNeeded();
      await figure.locator('.main-svg').first().waitFor();
    }
    await page.waitForFunction(() => document.querySelectorAll('.figure:not([data-drawn])').length === 0);
    assert.equal(await page.locator('.still:visible').count(), 0);
  });

  it('hides and shows a variation by the keyboard', async () => {
    const { page } = watched;
    const lines = page.locator('#figure-retention .scatterlayer .trace:not(:empty)');
    const before = await lines.count();
    await page.locator('#figure-retention fieldset input').nth(1).focus();
    await page.keyboard.press('Space');
    await page.waitForFunction(
      (count) => document.querySelectorAll('#figure-retention .scatterlayer .trace:not(:empty)').length < count,
      before,
    );
    await page.keyboard.press('Space');
    await page.waitForFunction(
      (count) => document.querySelectorAll('#figure-retention .scatterlayer .trace:not(:empty)').length === count,
      before,
    );
  });

  it('goes through the variations with the arrow keys', async () => {
    const { page } = watched;
    const slider = page.locator('.viewer input[type=range]');
    await slider.focus();
    const shown = (): Promise<(string | null)[]> =>
      Promise.all([
        slider.getAttribute('aria-valuetext'),
        page.locator('.shown figure:last-child img').getAttribute('alt'),
      ]);
    const [name, alt] = await shown();
    assert.equal(name, 'no pretraining');
    await page.keyboard.press('ArrowRight');
    const [next, nextAlt] = await shown();
    assert.equal(next, 'cross-view');
    assert.notEqual(nextAlt, alt);
    assert.match(nextAlt!, /cross-view/);
    await page.keyboard.press('End');
    assert.equal((await shown())[0], 'both');
    assert.match(await text('.shown figure:last-child figcaption'), /^both\s+R² 0\.\d\d \[/);
  });

  it('shows another kind of pictures, and a corrupted frame beside its image and truth', async () => {
    const { page } = watched;
    await page.locator('.viewer select').first().selectOption('Classes, predicted');
    await page.locator('.viewer select').nth(1).selectOption('test-0/0, gaussian-noise, severity 3');
    const alts = await page
      .locator('.shown img')
      .evaluateAll((images) => images.map((image) => image.getAttribute('alt')));
    assert.deepEqual(alts, [
      'The image: frame test-0/0, gaussian-noise, severity 3',
      'Classes, predicted, truth: frame test-0/0, as it is',
      'Classes, predicted, both: frame test-0/0, gaussian-noise, severity 3',
    ]);
  });

  it('sorts measurements by a number, both ways', async () => {
    const { page } = watched;
    const column = await columnOf('mean');
    const head = page.locator('.measurements thead th').nth(column - 1);
    await head.locator('button').focus();
    await page.keyboard.press('Enter');
    assert.equal(await head.getAttribute('aria-sort'), 'ascending');
    const numbers = (await firstCells(column)).map((cell) => Number(cell.replace('−', '-')));
    assert.deepEqual(
      numbers,
      [...numbers].sort((a, b) => a - b),
    );
    await page.keyboard.press('Enter');
    assert.equal(await head.getAttribute('aria-sort'), 'descending');
    const reverse = (await firstCells(column)).map((cell) => Number(cell.replace('−', '-')));
    assert.deepEqual(
      reverse,
      [...reverse].sort((a, b) => b - a),
    );
    assert.ok(reverse[0] > numbers[0]);
  });

  it('filters by column and by words, and turns the pages', async () => {
    const { page } = watched;
    const filter = (name: string) => page.locator('.measurements label', { hasText: name }).locator('select');
    await filter('variation').selectOption('cross-modal');
    await filter('read-out').selectOption('ridge');
    assert.deepEqual(new Set(await firstCells(await columnOf('variation'))), new Set(['cross-modal']));
    assert.match(await text('.measurements [role=status]'), /^1–25 of 56, out of \d+ rows$/);
    await page.getByRole('button', { name: 'Next' }).click();
    assert.match(await text('.measurements [role=status]'), /^26–50 of 56/);
    await page.locator('.measurements input[type=search]').fill('albedo out');
    assert.match(await text('.measurements [role=status]'), /^1–1 of 1, out of/);
    await page.locator('.measurements input[type=search]').fill('no such thing');
    assert.match(await text('.measurements [role=status]'), /^none of \d+ rows$/);
    await page.locator('.measurements input[type=search]').fill('albedo out');
  });

  it('saves what is shown as CSV, a line a seed when asked for', async () => {
    const { page } = watched;
    await page.locator('.measurements input[type=checkbox]').check();
    await page.locator('.measurements label', { hasText: 'variation' }).locator('select').selectOption('cross-modal');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as CSV' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), 'Probes.csv');
    const [head, ...lines] = fs
      .readFileSync(await download.path(), 'utf8')
      .trimEnd()
      .split('\r\n');
    assert.match(head, /^variation,of what,read-out,stage,metric,value,seed,n,unit,split,protocol$/);
    assert.equal(lines.length, 10, 'two read-outs and five seeds');
    for (const line of lines) assert.match(line, /^cross-modal,albedo,(ridge|mlp),out,r2,0\.\d+,[0-4],5760,/);
  });

  it('opens the table of a figure', async () => {
    const { page } = watched;
    await page.locator('#figure-interventions .to-table').click();
    assert.equal(await page.locator('.measurements select').first().inputValue(), 'Interventions');
    assert.match(await text('.measurements [role=status]'), /of \d+ rows/);
  });

  it('draws its figures anew for the dark and for the width of a phone', async () => {
    const { page } = watched;
    const figure = page.locator('#figure-interventions .live');
    const paper = (): Promise<string> => figure.locator('.main-svg').first().evaluate((svg) => svg.style.background); // prettier-ignore
    await page.locator('#figure-interventions[data-drawn]').scrollIntoViewIfNeeded();
    assert.equal(await paper(), 'rgb(255, 255, 255)');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.waitForFunction(
      () =>
        document.querySelector<SVGElement>('#figure-interventions .main-svg')!.style.background ===
        getComputedStyle(document.body).backgroundColor,
    );
    assert.notEqual(await paper(), 'rgb(255, 255, 255)');
    assert.equal(await figure.evaluate((live) => live.style.width), '960px');
    await page.setViewportSize({ width: 400, height: 800 });
    await page.locator('#figure-interventions').scrollIntoViewIfNeeded();
    await page.waitForFunction(
      () => document.querySelector<HTMLElement>('#figure-interventions .live')!.style.width === '400px',
    );
  });

  it('does all that without an error, and asks for nothing outside the page', () => {
    assert.deepEqual(watched.errors, []);
    assert.deepEqual(watched.requests, []);
  });
});
