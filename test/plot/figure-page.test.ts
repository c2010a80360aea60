import { JSDOM } from 'jsdom';
import * as assert from 'node:assert/strict';
import { escapeHtml, scriptJson } from '../../src/plot/escape-html.js';
import { figurePage } from '../../src/plot/figure-page.js';

describe('escapeHtml', () => {
  it('disarms text and attributes', () => {
    assert.equal(escapeHtml(`<b a="1" b='2'>&`), '&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;');
  });
});

describe('scriptJson', () => {
  it('cannot end its script, and reads back as it was', () => {
    const value = { text: '</script><!--\u2028' };
    assert.doesNotMatch(scriptJson(value), /<|\u2028/);
    assert.deepEqual(JSON.parse(scriptJson(value)), value);
  });
});

describe('figurePage', () => {
  const page = figurePage({
    name: 'x',
    title: '<i>T</i>',
    caption: 'a < b & c',
    data: [{ type: 'scatter', text: ['</script><script>alert(1)</script>'] }],
    layout: { width: 500, height: 300 },
  });

  it('shows hostile text as text', () => {
    const { document } = new JSDOM(page).window;
    assert.equal(document.title, '<i>T</i>');
    assert.equal(document.querySelector('p')!.textContent, 'a < b & c');
    assert.equal(document.querySelectorAll('script').length, 2);
  });

  it('asks nothing of the network', () => {
    assert.doesNotMatch(page, /https?:|\/\/[a-z]/i);
  });
});
