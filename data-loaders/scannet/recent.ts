/**
 * What was made last for at most `capacity` keys. What was used longest ago is closed for a new one, but not while it is
 * in use, so that memory and open files stay bounded however many keys there are.
 */
export class Recent<Value> {
  private readonly entries = new Map<string, { value: Promise<Value>; users: number }>();

  constructor(
    private readonly capacity: number,
    private readonly close: (value: Value) => void = () => undefined,
  ) {}

  /** Uses the value of a key, which is made if it is not there. What could not be made is tried again the next time. */
  async use<Result>(
    key: string,
    make: () => Promise<Value>,
    use: (value: Value) => Result | Promise<Result>,
  ): Promise<Result> {
    const entry = this.entries.get(key) ?? { value: make(), users: 0 };
    this.entries.delete(key);
    this.entries.set(key, entry);
    entry.users++;
    try {
      const value = await entry.value.catch((error: unknown) => {
        if (this.entries.get(key) === entry) this.entries.delete(key);
        throw error;
      });
      return await use(value);
    } finally {
      entry.users--;
      await this.closeOldest();
    }
  }

  private async closeOldest(): Promise<void> {
    for (const [key, { value, users }] of this.entries) {
      if (this.entries.size <= this.capacity) return;
      if (users > 0) continue;
      this.entries.delete(key);
      this.close(await value);
    }
  }
}
