import * as fs from 'node:fs';
import * as path from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

/** A page in Chromium, with what must not happen on it. */
export interface WatchedPage {
  page: Page;
  /** Errors on the console and exceptions that nothing caught. */
  errors: string[];
  /** Addresses that were asked for outside the machine: anything but `file:`, `data:` and `blob:`. */
  requests: string[];
}

/** Opens a new page; its address, if one is given, is loaded. Pages are closed after each suite. */
export type OpenPage = (address?: string, options?: BrowserContextOptions) => Promise<WatchedPage>;

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** File of the browser: `$CHROMIUM`, else the first of the usual names on the path; undefined where there is none. */
export function chromiumFile(): string | undefined {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name))).find((file) => fs.existsSync(file));
}

/** Gives the suite that calls it pages in a headless Chromium, or skips it, saying so, where there is none. */
export function useChromium(): OpenPage {
  let browser: Browser | undefined;
  before(async function start() {
    const executablePath = chromiumFile();
    if (executablePath === undefined) {
      console.log('      skipped: no Chromium on the path (Debian: apt install chromium) and none named by CHROMIUM');
      this.skip();
    }
    // Chromium's own sandbox does not work for root.
    browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
  });
  after(() => browser?.close());
  return async (address, options) => {
    if (!browser) throw new Error('Chromium is there from the first `before` of the suite on');
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const watched: WatchedPage = { page, errors: [], requests: [] };
    page.on('console', (message) => {
      if (message.type() === 'error') watched.errors.push(message.text());
    });
    page.on('pageerror', (error) => watched.errors.push(String(error)));
    page.on('request', (request) => {
      if (!/^(file|data|blob):/.test(request.url())) watched.requests.push(request.url());
    });
    if (address !== undefined) await page.goto(address);
    return watched;
  };
}
