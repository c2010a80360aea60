import * as assert from 'node:assert/strict';
import { findingNotes } from '../../figures/finding-notes.js';
import { syntheticStudy } from './synthetic-study.js';

describe('findingNotes', () => {
  const [first, second] = syntheticStudy().result.findings;

  it('says once what all findings say', () => {
    const notes = findingNotes([
      { ...first, note: 'parts: 1 supported; seed 0 left out' },
      { ...second, note: 'seed 0 left out' },
    ]);
    assert.deepEqual(notes, { common: ['seed 0 left out'], own: { color: ['parts: 1 supported'], texture: [] } });
  });

  it('leaves a single finding its notes, and findings without notes none', () => {
    assert.deepEqual(findingNotes([{ ...first, note: 'a' }]), { common: [], own: { color: ['a'] } });
    assert.deepEqual(findingNotes([first, { ...second, note: 'a' }]), {
      common: [],
      own: { color: [], texture: ['a'] },
    });
  });
});
