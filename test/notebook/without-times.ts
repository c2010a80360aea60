import type { CodeCell, MimeBundle, Output } from '../../src/notebook/nbformat.js';
import { isProgress } from '../../src/notebook/progress-display.js';
import { joined } from './notebook-copies.js';

/**
 * What a cell has left, but for times: durations and rates in words are masked; of displays of progress, whose pictures hold
 * them, the words remain. Whether rooms had to be rendered depends on who came first, and is left out with them.
 */
export function withoutTimes({ outputs, execution_count }: Pick<CodeCell, 'outputs' | 'execution_count'>): object {
  return {
    execution_count,
    outputs: joined(outputs)
      .map(masked)
      .filter((output) => output !== undefined),
  };
}

function masked(output: Output): object | undefined {
  if (output.output_type === 'stream') return { ...output, text: maskedText(output.text) };
  if (!('data' in output)) return output;
  if (!isProgress(output)) return { ...output, data: maskedBundle(output.data) };
  const lines = maskedText(`${output.data['text/plain']}`).split('\n');
  const lasting = lines.filter((line) => !line.startsWith('Rendering rooms'));
  return lasting.length === 0 ? undefined : { progress: lasting };
}

function maskedBundle(data: MimeBundle): MimeBundle {
  const isText = (type: string, value: unknown): value is string =>
    type.startsWith('text/') && typeof value === 'string';
  return Object.fromEntries(
    Object.entries(data).map(([type, value]) => [type, isText(type, value) ? maskedText(value) : value]),
  );
}

/** `12.0 s`, `3 min`, `213 images/s` with # for their numbers. */
export function maskedText(text: string): string {
  return text.replace(/\d+(\.\d+)?(?= (s|ms|min|[a-z]+\/s)\b)/g, '#');
}
