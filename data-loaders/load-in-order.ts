/** A sample that was loaded, or why it could not be. */
export type Loaded<T> = { id: string; sample: T; error?: undefined } | { id: string; error: Error };

/**
 * Loads what ids name, and gives it in their order. At most `ahead` are being loaded or wait to be taken, however slow the one
 * who takes them.
 */
export async function* loadInOrder<T>(
  ids: readonly string[],
  load: (id: string) => Promise<T>,
  { ahead }: { ahead: number },
): AsyncGenerator<Loaded<T>> {
  const waiting: Promise<Loaded<T>>[] = [];
  for (let next = 0; next < ids.length || waiting.length > 0;) {
    while (next < ids.length && waiting.length < ahead) waiting.push(attempt(ids[next++], load));
    yield await waiting.shift()!;
  }
}

async function attempt<T>(id: string, load: (id: string) => Promise<T>): Promise<Loaded<T>> {
  try {
    return { id, sample: await load(id) };
  } catch (error) {
    return { id, error: error as Error };
  }
}
