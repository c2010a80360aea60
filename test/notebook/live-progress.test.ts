import * as assert from 'node:assert/strict';
import { LiveProgress } from '../../src/notebook/live-progress.js';

interface Shown {
  text: string;
  svg: string;
  id: string;
  update: boolean;
}

describe('live progress', () => {
  let shown: Shown[];
  let time: number;
  let cell: number;
  let live: LiveProgress;
  beforeEach(() => {
    shown = [];
    time = 0;
    cell = 1;
    live = new LiveProgress({
      show: (bundle, options) =>
        shown.push({ text: `${bundle['text/plain']}`, svg: `${bundle['image/svg+xml']}`, ...options }),
      cell: () => cell,
      now: () => time,
      interval: 250,
    });
  });

  it('is throttled, and always ends with the last state', () => {
    const task = live.start('pretraining', 1000);
    for (let done = 1; done <= 1000; done++) {
      time += 10;
      task.update(done, `loss ${done}`, 1 / done);
    }
    // 10 s at four a second, and the one at the start.
    assert.ok(shown.length >= 38 && shown.length <= 41, `${shown.length} displays`);
    task.finish('all well');
    assert.equal(shown.at(-1)?.text, 'pretraining  1000/1000 · all well · 10.0 s');
  });

  it('shows what came last when updates pause', async () => {
    const quick = new LiveProgress({
      show: (bundle) => shown.push({ text: `${bundle['text/plain']}` } as Shown),
      cell: () => 1,
      interval: 20,
    });
    const task = quick.start('probing', 3);
    task.update(1);
    task.update(2);
    assert.deepEqual(
      shown.map(({ text }) => text),
      ['probing  0/3'],
    );
    await new Promise((resolve) => setTimeout(resolve, 60));
    assert.deepEqual(
      shown.map(({ text }) => text),
      ['probing  0/3', 'probing  2/3'],
    );
    task.finish();
  });

  it('has one display per cell, and replaces it in place', () => {
    live.start('a', 1).finish();
    live.start('b', 1).finish();
    live.note('noted');
    assert.equal(new Set(shown.map(({ id }) => id)).size, 1);
    assert.deepEqual(
      shown.map(({ update }) => update),
      [false, ...shown.slice(1).map(() => true)],
    );
    assert.equal(shown.at(-1)?.text, 'a  0/1 · 0.0 s\nb  0/1 · 0.0 s\nnoted');
    const left = live.start('left behind', 1);
    cell = 2;
    live.start('c', 1).finish();
    assert.notEqual(shown.at(-1)?.id, shown[0].id);
    assert.equal(shown.at(-1)?.text, 'c  0/1 · 0.0 s');
    left.finish();
    assert.equal(shown.at(-1)?.id, shown[0].id, 'work goes on where it began');
  });

  it('counts, or says in percent, and tells how long it will take once that can be known', () => {
    const counted = live.start('counted', 200);
    const shared = live.start('shared', 12.5, { share: true });
    time = 10_000;
    counted.update(8);
    shared.update(5, '3 of 9 runs');
    time = 10_300;
    counted.update(9);
    assert.equal(shown.at(-1)?.text, 'counted  9/200\nshared  40 % · 3 of 9 runs · 16 s left');
    time = 60_000;
    counted.update(50);
    assert.match(shown.at(-1)!.text, /^counted {2}50\/200 · 3 min left$/m);
    counted.update(200);
    shared.update(12.5);
    shared.finish();
    assert.equal(shown.at(-1)?.text, 'counted  200/200\nshared  100 % · 3 of 9 runs · 60.0 s');
  });

  it('forgets what was part of something else when that has ended', () => {
    const whole = live.start('whole', 1);
    live.start('part', 1, { passing: true }).finish();
    whole.finish();
    assert.equal(shown.at(-1)?.text, 'whole  0/1 · 0.0 s');
  });

  it('breaks long notes between words', () => {
    const words = Array.from({ length: 60 }, (_, i) => `word${i}`);
    live.note(words.join(' '));
    const { svg, text } = shown.at(-1)!;
    assert.equal(text, words.join(' '));
    const drawn = [...svg.matchAll(/<text [^>]*>([^<]*)/g)].map(([, line]) => line);
    assert.ok(drawn.length > 2 && drawn.every((line) => line.length < 120));
    assert.equal(drawn.join(' '), words.join(' '));
  });

  it('ignores what is said after the end', () => {
    const task = live.start('a', 2);
    task.finish('done');
    const count = shown.length;
    task.update(2);
    task.finish('again');
    assert.equal(shown.length, count);
  });

  it('keeps the twelve tasks that finished last', () => {
    for (let i = 0; i < 30; i++) live.start(`task ${i}`, 1).finish();
    const lines = shown.at(-1)!.text.split('\n');
    assert.ok(lines.length <= 13);
    assert.match(lines.at(-1)!, /^task 29/);
  });

  it('draws bar and loss curve to scale', () => {
    const task = live.start('a <b>', 100);
    for (let done = 1; done <= 50; done++) task.update(done, '', 10 - done / 10);
    task.finish();
    const { svg } = shown.at(-1)!;
    const bars = [...svg.matchAll(/width="([\d.]+)" height="10"/g)].map((match) => Number(match[1]));
    assert.equal(bars[1] / bars[0], 0.5);
    const points = /points="([^"]+)"/
      .exec(svg)![1]
      .split(' ')
      .map((point) => point.split(',').map(Number));
    assert.equal(points.length, 50);
    const [first, last] = [points[0], points[49]];
    assert.ok(last[0] > first[0] && last[1] > first[1], 'a falling loss runs to the lower right');
    assert.match(svg, /a &lt;b>/);
    assert.match(svg, />9\.90</);
    assert.match(svg, />5\.00</);
  });

  it('survives a loss that is not a number', () => {
    const task = live.start('a', 3);
    task.update(1, '', NaN);
    task.update(2, '', 1);
    task.update(3, '', 2);
    task.finish();
    assert.doesNotMatch(shown.at(-1)!.svg, /NaN/);
  });
});
