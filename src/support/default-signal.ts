let current: () => AbortSignal | undefined = () => undefined;

/** The signal that long work obeys when its caller gives none: the stop button in a notebook, nothing elsewhere. */
export function defaultSignal(): AbortSignal | undefined {
  return current();
}

/** Sets where {@link defaultSignal} comes from and returns what it came from before. */
export function setDefaultSignal(next: () => AbortSignal | undefined): typeof current {
  const previous = current;
  current = next;
  return previous;
}
