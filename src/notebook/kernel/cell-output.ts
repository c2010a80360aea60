/** Sends a message about the running cell to everybody who listens. */
export type Publish = (type: string, content: object) => void;

/** Text is sent at least so often while a cell goes on printing, and as soon as so much has gathered. */
const INTERVAL_MS = 50;
const MOST_CHARACTERS = 1 << 16;

/** What one cell prints and shows, in order. Lines printed in quick succession travel together. */
export class CellOutput {
  private text = '';
  private name = 'stdout';
  private sent = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly publish: Publish) {}

  print(name: string, text: string): void {
    if (name !== this.name) this.flush();
    this.name = name;
    this.text += text;
    if (this.text.length >= MOST_CHARACTERS || Date.now() - this.sent >= INTERVAL_MS) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), INTERVAL_MS);
  }

  show(content: object, update: boolean): void {
    this.flush();
    this.publish(update ? 'update_display_data' : 'display_data', content);
  }

  /** Sends what has been printed and not been sent. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.text === '') return;
    this.publish('stream', { name: this.name, text: this.text });
    this.text = '';
    this.sent = Date.now();
  }
}
