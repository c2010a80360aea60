import * as assert from 'node:assert/strict';
import { findingNotes } from '../../figures/finding-notes.js';
import type { Finding } from '../../src/study/types.js';
import { syntheticStudy } from './synthetic-study.js';

describe('findingNotes', () => {
  const [color, texture] = syntheticStudy().result.findings.map((finding): Finding => {
    return { ...finding, comparison: `a − b, paired: ${finding.id} score`, note: undefined };
  });

  it('says once what all findings share', () => {
    const notes = findingNotes([
      { ...color, note: 'parts: 1 supported; seed 0 left out' },
      { ...texture, note: 'seed 0 left out' },
    ]);
    assert.deepEqual(notes, {
      compared: 'a − b, paired',
      common: ['seed 0 left out'],
      own: {
        color: { part: 'color score', reasons: ['parts: 1 supported'] },
        texture: { part: 'texture score', reasons: [] },
      },
    });
  });

  it('does not name the deciding part again', () => {
    const notes = findingNotes([{ ...color, note: 'color score: not measured' }, texture]);
    assert.deepEqual(notes.own.color, { part: 'color score', reasons: ['not measured'] });
  });

  it('leaves a single finding its notes', () => {
    assert.deepEqual(findingNotes([{ ...color, note: 'a' }]).common, []);
    assert.deepEqual(findingNotes([]), { compared: '', common: [], own: {} });
  });
});
