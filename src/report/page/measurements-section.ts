import { scriptJson } from '../../plot/escape-html.js';
import type { Study } from '../../study/types.js';
import { markup, Html } from './markup.js';
import { measurementTables } from './measurement-tables.js';
import { summaryTables } from './summary-tables.js';

/** The scores in short, and all measurements as tables that a script lets one sort and filter. */
export function measurementsSection(study: Study): Html {
  const tables = measurementTables(study);
  if (tables.length === 0) return markup`<p>This study has stored no measurements.</p>`;
  return markup`${summaryTables(study)}
    <div id="measurements" tabindex="-1">
      <h3>All measurements</h3>
      <p>
        ${study.rows.length.toLocaleString('en-US')} measurements, to six significant digits; <code>rows.jsonl</code> of
        the study has all digits. A row is a mean over seeds with its 95 % t interval, not adjusted, or with
        <em>single seeds</em> one value.
      </p>
      <p class="needs-script">With scripts allowed they stand here as tables to sort and filter.</p>
      <div class="measurements"></div>
      ${new Html(`<script type="application/json" id="measurement-data">${scriptJson(tables)}</script>`)}
    </div>`;
}
