import type { StudyResult } from '../../study/types.js';
import { markup, type Html } from './markup.js';

/** What could be wrong with the conclusions: of every study, and of this one. */
export function limitsSection(result: StudyResult): Html {
  return markup`<ul>
    ${limits(result).map((limit) => markup`<li>${limit}</li>`)}
  </ul>`;
}

function limits({ dataset, seeds, variations, config, notes, skippedFrames }: StudyResult): string[] {
  const { kappa, preset } = (config.dataset ?? {}) as { kappa?: unknown; preset?: unknown };
  const invalid = Object.entries(variations).flatMap(([variation, summary]) =>
    summary.invalid.map((reason) => `${variation}, ${reason}`),
  );
  return [
    ...(seeds.length < 5
      ? [`${seeds.length === 1 ? 'One seed is' : `${seeds.length} seeds are`} too few: this study gives no verdict.`]
      : []),
    dataset === 'rooms'
      ? 'Rooms is rendered, and the encoders are small. What holds here need not hold in photographs or for large encoders.'
      : 'The training scenes are the same for all seeds, so the intervals do not hold for other training scenes.',
    ...(dataset === 'rooms' && kappa === 0
      ? [
          'The coupling κ is 0: materials are drawn independently of geometry, so that an encoder aligned with geometry has no use for colour. Losing it is nearly implied by how this world is made.',
        ]
      : []),
    ...(dataset === 'rooms' && preset === 'independent'
      ? ['The preset is independent, not natural: its images do not have the statistics of real frames.']
      : []),
    'Inconclusive is not “no effect”: it says that this design could not tell. The smallest effect it would have found is in the table of parts.',
    'Only the findings have adjusted intervals. Everything else on this page is exploratory: among so many numbers some stand out by chance.',
    'A probe says what can be read out, not what is used. That a read-out fails may be for want of data or of power of the read-out.',
    'The paper that the findings come from was read in abstract and introduction only; the variations, tasks and margins are our reading of it, and no number here is the paper’s.',
    ...(invalid.length > 0 ? [`Invalid runs, left out of every finding: ${invalid.join('; ')}.`] : []),
    ...(skippedFrames ? [`${skippedFrames} frames could not be read and were left out.`] : []),
    ...notes,
  ];
}
