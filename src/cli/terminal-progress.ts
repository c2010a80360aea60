import { MultiBar } from 'cli-progress';
import type { WriteStream } from 'node:tty';
import type { ProgressSink } from '../support/progress.js';

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
        format: '{label} {bar} {percentage}% | {elapsed} | left {eta_formatted} | {detail}',
        barsize: 24,
        hideCursor: true,
        linewrap: false,
        etaBuffer: 50,
        clearOnComplete: true,
      });
      active++;
      const started = Date.now();
      const payload = (detail = ''): object => ({ label, detail, elapsed: minutes(Date.now() - started) });
      const bar = bars.create(total, 0, payload());
      return {
        update: (done, detail) => bar.update(Math.min(done, total), payload(detail)),
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

function minutes(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
