import { MultiBar } from 'cli-progress';
import type { WriteStream } from 'node:tty';
import type { ProgressSink } from '../support/progress.js';

/** Below this share of the work, the time left is anybody's guess. */
const leastForEstimate = 0.05;

/** Progress bars on a terminal; elsewhere only the notes, a line each. */
export function terminalProgress(stream: WriteStream): ProgressSink {
  if (!stream.isTTY) {
    return {
      start: () => ({ update: () => undefined, finish: () => undefined }),
      note: (message) => void stream.write(`${message}\n`),
    };
  }
  let bars: MultiBar | undefined;
  let active = 0;
  return {
    start(label, total) {
      bars ??= new MultiBar({
        stream,
        // Leaves cursor, wrapping and Ctrl-C as they are, so that there is nothing to restore when the process ends.
        hideCursor: false,
        linewrap: true,
        gracefulExit: false,
        clearOnComplete: true,
        format: (_options, { progress, startTime, maxWidth }, { label, detail }: { label: string; detail: string }) =>
          progressLine(label, progress, Date.now() - startTime, detail).slice(0, maxWidth - 1),
      });
      active++;
      const bar = bars.create(total, 0, { label, detail: '' });
      return {
        update: (done, detail = '') => bar.update(Math.min(done, total), { label, detail }),
        finish: () => {
          bar.stop();
          bars?.remove(bar);
          if (--active === 0) {
            bars?.stop();
            bars = undefined;
          }
        },
      };
    },
    note(message) {
      if (bars === undefined) stream.write(`${message}\n`);
      else bars.log(`${message}\n`);
    },
  };
}

/** One line: what is done, how much of it, for how long and for how long still, and a detail. */
function progressLine(label: string, share: number, milliseconds: number, detail: string): string {
  const filled = Math.round(24 * share);
  const bar = '━'.repeat(filled) + '─'.repeat(24 - filled);
  const left = share >= leastForEstimate ? `, ${clock((milliseconds * (1 - share)) / share)} left` : '';
  return `${label} ${bar} ${Math.floor(100 * share)} % | ${clock(milliseconds)}${left} | ${detail}`;
}

/** Minutes and seconds. */
function clock(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
