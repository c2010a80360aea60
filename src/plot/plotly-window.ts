import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import type { Canvas } from '@napi-rs/canvas';
import type { DOMWindow } from 'jsdom';
import { WorkError } from '../support/errors.js';
import { seeded } from '../support/random.js';
import type { Trace } from './figure.js';
import { frameInSvg, svgBounds } from './svg-bounds.js';
import type { Bounds } from './bounds.js';
import { pathPoints, pointAlong, polylineLength } from './path-points.js';
import { inherited, layoutText } from './text-layout.js';
import { Typeface } from './typeface.js';

/** The part of Plotly that is used here. */
interface Plotly {
  version: string;
  toImage(
    figure: { data: Trace[]; layout: object; config?: object },
    options: { format: 'svg'; width: number; height: number },
  ): Promise<string>;
  /** What of a figure Plotly does not know or use; undefined when all is well. */
  validate(data: Trace[], layout: object): { code: string; msg: string }[] | undefined;
}

/** Plotly in a window without a screen. */
export interface PlotlyWindow {
  plotly: Plotly;
  typeface: Typeface;
  window: DOMWindow;
  /** Starts the window's random numbers anew: Plotly names clip paths by them, and a figure must always be the same. */
  restartRandom(): void;
  /** Errors that Plotly's own handlers threw since the last call; jsdom would only print them. */
  takeErrors(): Error[];
}

/** File of the Plotly bundle in use: every two-dimensional trace type that is drawn as SVG. */
export function plotlyBundle(): string {
  return createRequire(import.meta.url).resolve('plotly.js/dist/plotly-cartesian.min.js');
}

let loading: Promise<PlotlyWindow> | undefined;

/** Loads Plotly into jsdom, once per process (about a second and 150 MB). */
export function plotlyWindow(): Promise<PlotlyWindow> {
  loading ??= open();
  return loading;
}

async function open(): Promise<PlotlyWindow> {
  const [{ JSDOM, VirtualConsole }, typeface] = await Promise.all([import('jsdom'), Typeface.load()]);
  const virtualConsole = new VirtualConsole();
  let errors: Error[] = [];
  virtualConsole.on('jsdomError', (error: Error) => errors.push(error));
  const { window } = new JSDOM('<!doctype html><body></body>', {
    runScripts: 'outside-only',
    pretendToBeVisual: true,
    virtualConsole,
  });
  window.URL.createObjectURL = () => 'blob:none';
  await drawCanvases(window);
  measureSvg(window, typeface);
  window.eval(fs.readFileSync(plotlyBundle(), 'utf8'));
  const plotly = (window as unknown as { Plotly?: Plotly }).Plotly;
  if (!plotly) throw new WorkError(`Plotly did not load in jsdom: ${errors[0]?.message ?? 'no reason given'}.`);
  errors = [];
  return {
    plotly,
    typeface,
    window,
    restartRandom() {
      const random = seeded('plotly');
      window.Math.random = () => random.next();
    },
    takeErrors() {
      const taken = errors;
      errors = [];
      return taken;
    },
  };
}

/** Gives the window's canvases pixels, which heat maps are drawn with. */
async function drawCanvases(window: DOMWindow): Promise<void> {
  const { createCanvas } = await import('@napi-rs/canvas');
  const canvases = new WeakMap<HTMLCanvasElement, Canvas>();
  const canvasOf = (element: HTMLCanvasElement): Canvas => {
    let canvas = canvases.get(element);
    if (!canvas || canvas.width !== element.width || canvas.height !== element.height) {
      canvas = createCanvas(element.width, element.height);
      canvases.set(element, canvas);
    }
    return canvas;
  };
  Object.assign(window.HTMLCanvasElement.prototype, {
    getContext(this: HTMLCanvasElement, kind: string) {
      return kind === '2d' ? canvasOf(this).getContext('2d') : null;
    },
    toDataURL(this: HTMLCanvasElement) {
      return canvasOf(this).toDataURL('image/png');
    },
  });
}

/** Gives the window's SVG elements the measures that jsdom, which lays nothing out, does not know. */
function measureSvg(window: DOMWindow, typeface: Typeface): void {
  Object.assign(window.SVGElement.prototype, {
    getBBox(this: Element) {
      return rectangle(svgBounds(this, typeface));
    },
    getBoundingClientRect(this: Element) {
      return rectangle(svgBounds(this, typeface, frameInSvg(this)));
    },
    getComputedTextLength(this: Element) {
      if (inherited(this, 'display') === 'none') return 0;
      return layoutText(this, typeface).reduce((sum, run) => sum + run.width, 0);
    },
    getTotalLength(this: Element) {
      return polylineLength(pathPoints(this.getAttribute('d')));
    },
    getPointAtLength(this: Element, distance: number) {
      return pointAlong(pathPoints(this.getAttribute('d')), distance);
    },
  });
}

function rectangle(bounds: Bounds | null): Omit<DOMRect, 'toJSON'> {
  const { left, top, right, bottom } = bounds ?? { left: 0, top: 0, right: 0, bottom: 0 };
  return { x: left, y: top, left, top, right, bottom, width: right - left, height: bottom - top };
}
