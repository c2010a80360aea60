import { InputError } from '../support/errors.js';

/** A value directly in a JSON object, an element of an array directly in it, or an element of the document if that is an array. */
export interface JsonItem {
  /** Of the member of the object; empty in an array. */
  key: string;
  /** Place in the array; undefined where the member is no array. */
  index: number | undefined;
  value: unknown;
  /** Where its text begins, bytes from the start of the document. */
  offset: number;
  /** Bytes of its text. */
  length: number;
}

/**
 * Takes a JSON document apart that may be too large for one string: of an object it gives each member, and of members that are
 * arrays each element, one after the other, in the order of the document. Each is parsed alone, so that memory holds
 * one at a time. An empty array gives nothing. Returns the keys of the object.
 *
 * Throws InputError, naming `file` and the byte, if the document is not valid JSON, is cut short, is no object, has a key
 * twice or an item of more than 64 MiB.
 */
export async function scanJson(
  chunks: AsyncIterable<Uint8Array>,
  file: string,
  visit: (item: JsonItem) => void,
): Promise<Set<string>> {
  const scanner = new JsonScanner(file, visit);
  for await (const chunk of chunks) scanner.push(chunk);
  scanner.end();
  return scanner.keys;
}

/**
 * Takes a JSON array apart as {@link scanJson} does an object: gives each element, one after the other. Throws as it does, and if the
 * document is no array.
 */
export async function scanJsonArray(
  chunks: AsyncIterable<Uint8Array>,
  file: string,
  visit: (item: JsonItem) => void,
): Promise<void> {
  const scanner = new JsonScanner(file, visit, 'array');
  for await (const chunk of chunks) scanner.push(chunk);
  scanner.end();
}

/** What may come next, white space aside. */
type Expected =
  | 'object'
  | 'array'
  | 'first key'
  | 'key'
  | 'colon'
  | 'value'
  | 'first element'
  | 'element'
  | 'comma in array'
  | 'comma in object'
  | 'nothing';

/** What a byte means within a value. */
const plain = 0;
const separator = 1;
const quote = 2;
const opening = 3;
const closing = 4;

const meanings = new Uint8Array(256);
for (const character of ', \t\n\r') meanings[character.charCodeAt(0)] = separator;
for (const character of '[{') meanings[character.charCodeAt(0)] = opening;
for (const character of ']}') meanings[character.charCodeAt(0)] = closing;
meanings['"'.charCodeAt(0)] = quote;

const [quoteByte, backslash, comma, colon] = [...'"\\,:'].map((character) => character.charCodeAt(0));
const [openBracket, closeBracket, openBrace, closeBrace] = [...'[]{}'].map((character) => character.charCodeAt(0));

const isSpace = (byte: number): boolean => meanings[byte] === separator && byte !== comma;

const largestItem = 2 ** 26;

class JsonScanner {
  private expected: Expected;
  readonly keys = new Set<string>();
  private key = '';
  private index: number | undefined;
  /** Bytes of the document before the present chunk. */
  private passed = 0;

  // The text of the key or value that is being read, which may have begun in an earlier chunk.
  private isReading = false;
  private begin = 0;
  private readonly earlier: Uint8Array[] = [];
  private depth = 0;
  private isInString = false;
  private isEscaped = false;

  constructor(
    private readonly file: string,
    private readonly visit: (item: JsonItem) => void,
    private readonly document: 'object' | 'array' = 'object',
  ) {
    this.expected = document;
  }

  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      if (!this.isReading) {
        const byte = chunk[at];
        if (isSpace(byte)) at++;
        else if (this.takePunctuation(byte, at)) at++;
        else this.startReading(at);
        continue;
      }
      const start = Math.max(0, this.begin - this.passed);
      const end = this.findEnd(chunk, at);
      if (this.isReading) {
        this.earlier.push(Uint8Array.prototype.slice.call(chunk, start));
        if (this.passed + chunk.length - this.begin > largestItem)
          throw this.fault(this.begin, `it has more than ${largestItem} bytes without an end`);
      } else this.finishReading(chunk.subarray(start, end), this.passed + end);
      at = end;
    }
    this.passed += chunk.length;
  }

  end(): void {
    if (this.expected !== 'nothing')
      throw new InputError(
        `${this.file} is cut short: it ends at byte ${this.passed}, within ${this.where()}. Copy or download it again.`,
      );
  }

  /** Goes on by one character of punctuation; false where a key or a value begins. */
  private takePunctuation(byte: number, at: number): boolean {
    switch (this.expected) {
      case 'object':
        return this.expect(byte === openBrace, 'first key', at);
      case 'array':
        this.index = 0;
        return this.expect(byte === openBracket, 'first element', at);
      case 'first key':
        if (byte === closeBrace) return this.expect(true, 'nothing', at);
        return byte === quoteByte ? false : this.expect(false, 'key', at);
      case 'key':
        return byte === quoteByte ? false : this.expect(false, 'key', at);
      case 'colon':
        return this.expect(byte === colon, 'value', at);
      case 'value':
        if (byte === openBracket) this.index = 0;
        return byte === openBracket ? this.expect(true, 'first element', at) : false;
      case 'first element':
        if (byte !== closeBracket) return false;
        return this.expect(true, this.afterArray(), at);
      case 'element':
        return false;
      case 'comma in array':
        return byte === closeBracket
          ? this.expect(true, this.afterArray(), at)
          : this.expect(byte === comma, 'element', at);
      case 'comma in object':
        return byte === closeBrace ? this.expect(true, 'nothing', at) : this.expect(byte === comma, 'key', at);
      case 'nothing':
        return this.expect(false, 'nothing', at);
    }
  }

  private afterArray(): Expected {
    return this.document === 'array' ? 'nothing' : 'comma in object';
  }

  private expect(isThere: boolean, next: Expected, at: number): true {
    if (!isThere) throw this.fault(this.passed + at, `${this.expected} expected`);
    this.expected = next;
    return true;
  }

  private startReading(at: number): void {
    this.isReading = true;
    this.begin = this.passed + at;
    this.depth = 0;
    this.isInString = false;
    this.isEscaped = false;
  }

  /** Where the text that is being read ends in the chunk; sets `isReading` to false if it does. */
  private findEnd(chunk: Uint8Array, at: number): number {
    for (;;) {
      if (this.isInString) {
        at = this.findStringEnd(chunk, at);
        if (this.isInString) return at;
        if (this.depth === 0) return this.endAt(at);
      }
      if (this.depth > 0) while (at < chunk.length && meanings[chunk[at]] < quote) at++;
      else while (at < chunk.length && meanings[chunk[at]] === plain) at++;
      if (at === chunk.length) return at;
      const meaning = meanings[chunk[at]];
      if (meaning === quote) this.isInString = true;
      else if (meaning === opening) this.depth++;
      // At depth 0 a comma, a space or the end of what surrounds it follows a number or a word.
      else if (this.depth === 0) return this.endAt(at);
      else if (--this.depth === 0) return this.endAt(at + 1);
      at++;
    }
  }

  private endAt(at: number): number {
    this.isReading = false;
    return at;
  }

  private findStringEnd(chunk: Uint8Array, at: number): number {
    for (; at < chunk.length; at++) {
      const byte = chunk[at];
      if (this.isEscaped) this.isEscaped = false;
      else if (byte === backslash) this.isEscaped = true;
      else if (byte === quoteByte) {
        this.isInString = false;
        return at + 1;
      }
    }
    return at;
  }

  private finishReading(last: Uint8Array, end: number): void {
    const bytes = this.earlier.length === 0 ? last : Buffer.concat([...this.earlier, last]);
    this.earlier.length = 0;
    const value = this.parse(bytes);
    if (this.expected === 'first key' || this.expected === 'key') {
      this.key = value as string;
      if (this.keys.has(this.key)) throw this.fault(this.begin, `the key ${JSON.stringify(value)} is there twice`);
      this.keys.add(this.key);
      this.index = undefined;
      this.expected = 'colon';
      return;
    }
    this.visit({ key: this.key, index: this.index, value, offset: this.begin, length: end - this.begin });
    if (this.index === undefined) this.expected = 'comma in object';
    else {
      this.index++;
      this.expected = 'comma in array';
    }
  }

  private parse(bytes: Uint8Array): unknown {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
    try {
      return JSON.parse(text);
    } catch (error) {
      const [, name] = /[:[,]\s*(NaN|-?Infinity)\b/.exec(text) ?? [];
      if (name !== undefined) throw this.notJson(name);
      throw this.fault(this.begin, (error as Error).message);
    }
  }

  private where(): string {
    if (this.expected === 'object') return 'what comes before the first brace';
    if (this.expected === 'array') return 'what comes before the first bracket';
    if (this.document === 'array') return `element ${this.index}`;
    if (this.key === '') return 'its first key';
    return this.index === undefined ? JSON.stringify(this.key) : `${JSON.stringify(this.key)}, element ${this.index}`;
  }

  /** Python writes these, and reads them back. */
  private notJson(name: string): InputError {
    return new InputError(
      `${this.file} has ${name} in ${this.where()}, which is no number in JSON. Leave it out or write a number in its place.`,
    );
  }

  private fault(byte: number, fault: string): InputError {
    return new InputError(
      `${this.file} is not valid JSON at byte ${byte}, in ${this.where()}: ${fault}. Copy or download it again.`,
    );
  }
}
