import type { StudyResult } from '../../study/types.js';
import { packageVersion } from '../../support/package.js';
import { markup, type Html } from './markup.js';

/** How to cite the toolkit and the paper whose findings it examines. */
export function citationSection({ dataset, profile, seeds, commit }: StudyResult): Html {
  return markup`<p>Cite alignscope with what makes a study repeatable, and the paper whose findings it examines.</p>
    <pre tabindex="0">
@software{alignscope,
  title   = {alignscope},
  author  = {{The alignscope authors}},
  version = {${packageVersion()}},
  note    = {Study of ${dataset}, profile ${profile}, ${seeds.length} seeds, commit ${commit}}
}

@article{hehn2022alignment,
  title  = {How do Cross-View and Cross-Modal Alignment Affect Representations in Contrastive Learning?},
  author = {Hehn, Thomas M. and Kooij, Julian F. P. and Gavrila, Dariu M.},
  year   = {2022},
  eprint = {2211.13309},
  archivePrefix = {arXiv}
}</pre>`;
}
