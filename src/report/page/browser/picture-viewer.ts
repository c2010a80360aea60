/** A viewer of the pictures on the page: a kind, a frame, and a slider that goes through the variations. */
const viewer = document.getElementById('viewer');
const sets = [...document.querySelectorAll<HTMLElement>('.pictures[data-kind]')];
const inputs = [...document.querySelectorAll<HTMLElement>('.inputs li')];
if (viewer && sets.length > 0) build(viewer);

function build(place: HTMLElement): void {
  const kind = choice('what', sets.map((set) => set.querySelector('h3')!.textContent!)); // prettier-ignore
  const frame = choice('frame', []);
  const controls = element('div', 'controls', kind.label, frame.label);
  const pair = element('div', 'shown');
  const slider = element('input', '');
  slider.type = 'range';
  slider.min = '0';
  slider.step = '1';
  slider.max = '0';
  slider.setAttribute('aria-label', 'Variation of the pretraining');
  const stops = element('div', 'stops');
  stops.setAttribute('aria-hidden', 'true');
  place.append(controls, pair, slider, stops);

  const rows = (): HTMLElement[] => [...sets[kind.select.selectedIndex].querySelectorAll<HTMLElement>('tbody tr')];
  const chooseKind = (): void => {
    const before = frame.select.value;
    frame.select.replaceChildren(...rows().map((row) => option(`${row.dataset.frame}, ${row.dataset.condition}`)));
    if ([...frame.select.options].some(({ value }) => value === before)) frame.select.value = before;
    show();
  };
  const show = (): void => {
    const row = rows()[Math.max(0, frame.select.selectedIndex)];
    const pictures = [...row.querySelectorAll('img')];
    const made = pictures.filter((picture) => picture.dataset.label !== 'truth');
    slider.max = String(made.length - 1);
    const chosen = made[Number(slider.value)];
    slider.setAttribute('aria-valuetext', chosen.dataset.label!);
    stops.replaceChildren(...made.map((picture) => stop(picture.dataset.label!, picture === chosen)));
    pair.replaceChildren(
      ...[inputOf(row), truthOf(row), chosen].flatMap((picture) => (picture ? [enlarged(picture)] : [])),
    );
  };
  kind.select.addEventListener('change', chooseKind);
  frame.select.addEventListener('change', show);
  slider.addEventListener('input', show);
  chooseKind();
  document.querySelector<HTMLDetailsElement>('.side-by-side')!.open = false;
}

function inputOf({ dataset: { frame, condition } }: HTMLElement): HTMLImageElement | undefined {
  const input = inputs.find(({ dataset }) => dataset.frame === frame && dataset.condition === condition);
  return input?.querySelector('img') ?? undefined;
}

/** The truth of a frame, which stands beside the frame as it is. */
function truthOf(row: HTMLElement): HTMLImageElement | undefined {
  const ofFrame = [...row.parentElement!.children].filter(
    (other) => (other as HTMLElement).dataset.frame === row.dataset.frame,
  );
  return ofFrame.flatMap((other) => [...other.querySelectorAll<HTMLImageElement>('img[data-label=truth]')])[0];
}

function enlarged(picture: HTMLImageElement): HTMLElement {
  const copy = picture.cloneNode() as HTMLImageElement;
  const caption = element('figcaption', '', picture.dataset.label!);
  const score = picture.parentElement!.querySelector('small')?.textContent;
  if (score) caption.append(element('small', '', score));
  return element('figure', '', copy, caption);
}

function stop(name: string, isChosen: boolean): HTMLElement {
  const mark = element('span', '', name);
  if (isChosen) mark.setAttribute('aria-current', 'true');
  return mark;
}

function choice(name: string, options: readonly string[]): { label: HTMLElement; select: HTMLSelectElement } {
  const select = element('select', '', ...options.map(option));
  return { label: element('label', '', name, select), select };
}

function option(text: string): HTMLOptionElement {
  return new Option(text, text);
}

function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  made.append(...children);
  return made;
}
