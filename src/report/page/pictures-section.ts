import { variationStyle } from '../../plot/index.js';
import type { Study } from '../../study/types.js';
import { markup, type Html } from './markup.js';
import type { InputPicture, Picture, PictureLine, Pictures, PictureSet } from './picture-sets.js';

/**
 * The pictures side by side, a line a frame and a column a variation; a script puts a viewer before them, in which a
 * slider goes through the variations.
 */
export function picturesSection({ inputs, sets }: Pictures, { result }: Study): Html {
  if (sets.length === 0)
    return markup`<p>This study has stored no pictures of what its probes read out or its tasks predict.</p>`;
  const seeds = result.seeds.length;
  const over = seeds > 1 ? `mean over ${seeds} seeds with its 95 % t interval` : 'of a single seed';
  return markup`<p>
      Frames of test scenes as each pretraining lets them through, of the first seed. The score with a picture is over
      all test frames, not of that picture: ${over}. Skill is 0 for what does not look at the image and 1 for
      perfection. Corrupted pictures are shown of the first frame.
    </p>
    <div id="viewer" class="viewer"></div>
    <details class="side-by-side" open>
      <summary>All pictures side by side</summary>
      ${inputs.length > 0 ? inputsHtml(inputs) : undefined} ${sets.map((set) => setHtml(set))}
    </details>`;
}

function inputsHtml(inputs: readonly InputPicture[]): Html {
  return markup`<section class="pictures" aria-labelledby="pictures-input">
    <h3 id="pictures-input">The images</h3>
    <ul class="inputs">
      ${inputs.map(
        ({ sample, condition, picture }) =>
          markup`<li data-frame="${sample}" data-condition="${condition}">
            ${image(picture, 'image', `The image: frame ${sample}, ${condition}`)}<small>${sample}, ${condition}</small>
          </li>`,
      )}
    </ul>
  </section>`;
}

function setHtml({ kind, name, about, variations, lines }: PictureSet): Html {
  const labels = variations.map((variation) => labelOf(variation, variations));
  const hasTruth = lines.some(({ truth }) => truth);
  return markup`<section class="pictures" data-kind="${kind}" aria-labelledby="pictures-${kind}">
    <h3 id="pictures-${kind}">${name}</h3>
    <p>${about}</p>
    <div class="scroll" tabindex="0" role="region" aria-label="${name}, all pictures">
      <table>
        <thead>
          <tr>
            <th scope="col">frame</th>
            ${hasTruth ? markup`<th scope="col">truth</th>` : undefined}${labels.map((label) => markup`<th scope="col">${label}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${lines.map((line) => lineHtml(line, name, labels, hasTruth))}
        </tbody>
      </table>
    </div>
  </section>`;
}

function lineHtml(
  { sample, condition, truth, variations }: PictureLine,
  name: string,
  labels: readonly string[],
  hasTruth: boolean,
): Html {
  const frame = `frame ${sample}, ${condition}`;
  return markup`<tr data-frame="${sample}" data-condition="${condition}">
    <th scope="row">${sample}<small>${condition}</small></th>
    ${
      hasTruth ? cell(truth, 'truth', `${name}, truth: ${frame}`) : undefined
    }${variations.map((picture, i) => cell(picture, labels[i], `${name}, ${labels[i]}: ${frame}`))}
  </tr>`;
}

function cell(picture: Picture | undefined, label: string, alt: string): Html {
  if (!picture) return markup`<td></td>`;
  const { score } = picture;
  return markup`<td>${image(picture, label, alt)}${score === undefined ? undefined : markup`<small>${score}</small>`}</td>`;
}

function image({ address, width, height }: Picture, label: string, alt: string): Html {
  return markup`<img src="${address}" alt="${alt}" width="${width}" height="${height}" data-label="${label}" />`;
}

function labelOf(variation: string, all: readonly string[]): string {
  return variation === 'none' ? 'no pretraining' : variationStyle(variation, all).label;
}
