import { layoutText, ownProperty, type TextRun } from './text-layout.js';
import type { Typeface } from './typeface.js';

const svgNamespace = 'http://www.w3.org/2000/svg';

/**
 * Replaces every `<text>` below `svg` by the outlines of its glyphs, each glyph stored once, so that the picture needs
 * no font where it is shown. What the text says stays readable in an `aria-label`.
 */
export function outlineText(svg: Element, typeface: Typeface): void {
  const document = svg.ownerDocument;
  const glyphs = document.createElementNS(svgNamespace, 'defs');
  const stored = new Set<string>();

  const place = (run: TextRun): Element => {
    const scale = run.size / typeface.unitsPerEm;
    const group = document.createElementNS(svgNamespace, 'g');
    group.setAttribute(
      'transform',
      `translate(${round(run.x)},${round(run.y)}) scale(${round(scale)},${round(-scale)})`,
    );
    group.setAttribute('fill', run.fill);
    if (run.fillOpacity !== '1') group.setAttribute('fill-opacity', run.fillOpacity);
    let pen = 0;
    for (const character of run.text) {
      const { id, outline, advance } = typeface.glyph(character, run.weight);
      if (outline !== '') {
        if (!stored.has(id)) {
          stored.add(id);
          const path = document.createElementNS(svgNamespace, 'path');
          path.setAttribute('id', id);
          path.setAttribute('d', outline);
          glyphs.appendChild(path);
        }
        const use = document.createElementNS(svgNamespace, 'use');
        use.setAttribute('href', `#${id}`);
        if (pen !== 0) use.setAttribute('x', String(pen));
        group.appendChild(use);
      }
      pen += advance;
    }
    return group;
  };

  for (const text of Array.from(svg.getElementsByTagName('text'))) {
    const outlines = document.createElementNS(svgNamespace, 'g');
    for (const name of ['class', 'transform'])
      if (text.hasAttribute(name)) outlines.setAttribute(name, text.getAttribute(name)!);
    const opacity = ownProperty(text, 'opacity');
    if (opacity !== '' && opacity !== '1') outlines.setAttribute('opacity', opacity);
    const runs = layoutText(text, typeface);
    outlines.setAttribute('aria-label', label(runs));
    for (const run of runs) outlines.appendChild(place(run));
    text.parentNode!.replaceChild(outlines, text);
  }
  svg.insertBefore(glyphs, svg.firstChild);
}

/** The words of a text: runs of one line joined as they stand, lines by a blank. */
function label(runs: readonly TextRun[]): string {
  let words = '';
  runs.forEach((run, i) => {
    const newLine = i > 0 && run.x <= runs[i - 1].x;
    words += newLine ? ` ${run.text}` : run.text;
  });
  return words.trim();
}

function round(value: number): number {
  return Math.round(value * 1e5) / 1e5;
}
