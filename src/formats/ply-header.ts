/** The arrays of PLY's scalar types, by the name that a header gives them. */
export const plyArrays = {
  char: Int8Array,
  uchar: Uint8Array,
  short: Int16Array,
  ushort: Uint16Array,
  int: Int32Array,
  uint: Uint32Array,
  float: Float32Array,
  double: Float64Array,
} as const;

export type PlyType = keyof typeof plyArrays;
/** The values of one property of a polygon file. */
export type PlyValues = InstanceType<(typeof plyArrays)[PlyType]>;
export type PlyFormat = 'ascii' | 'binary_little_endian' | 'binary_big_endian';

const typeNames: Readonly<Record<string, PlyType>> = {
  ...(Object.fromEntries(Object.keys(plyArrays).map((name) => [name, name])) as Record<PlyType, PlyType>),
  int8: 'char',
  uint8: 'uchar',
  int16: 'short',
  uint16: 'ushort',
  int32: 'int',
  uint32: 'uint',
  float32: 'float',
  float64: 'double',
};

export interface PlyProperty {
  name: string;
  /** Of the value, or of the items of a list. */
  type: PlyType;
  /** Of a list's length; undefined for a scalar. */
  countType?: PlyType;
}

export interface PlyElementHeader {
  name: string;
  count: number;
  properties: PlyProperty[];
}

export interface PlyHeader {
  format: PlyFormat;
  comments: string[];
  elements: PlyElementHeader[];
  /** Index of the first byte after the header. */
  dataStart: number;
}

const largestHeader = 2 ** 20;

/** Parses the header, calling `fail` with the fault if it is not one. */
export function parsePlyHeader(bytes: Uint8Array, fail: (fault: string) => never): PlyHeader {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, largestHeader)).toString('latin1');
  const newline = /^ply(\r\n|\n|\r)/.exec(head)?.[1];
  if (newline === undefined) return fail('it does not begin with a line "ply"');
  const end = head.indexOf(`${newline}end_header${newline}`);
  if (end < 0) return fail('the header has no line "end_header"');
  const header: PlyHeader = {
    format: 'ascii',
    comments: [],
    elements: [],
    dataStart: end + 2 * newline.length + 'end_header'.length,
  };
  const [formatLine, ...lines] = head.slice(3 + newline.length, end).split(newline);
  const format = /^format (ascii|binary_little_endian|binary_big_endian) 1\.0\s*$/.exec(formatLine)?.[1];
  if (format === undefined) return fail(`its second line is ${quote(formatLine)}, expected "format <format> 1.0"`);
  header.format = format as PlyFormat;
  for (const line of lines) parseLine(line, header, fail);
  return header;
}

function parseLine(line: string, { comments, elements }: PlyHeader, fail: (fault: string) => never): void {
  const words = line.trim().split(/\s+/);
  switch (words[0]) {
    case 'comment':
    case 'obj_info':
      comments.push(line.trim().slice(words[0].length + 1));
      return;
    case 'element': {
      const [, name, count] = words;
      if (words.length !== 3 || !/^\d+$/.test(count) || !Number.isSafeInteger(Number(count)))
        return fail(`header line ${quote(line)} is not "element <name> <count>"`);
      if (elements.some((element) => element.name === name)) return fail(`element ${name} is declared twice`);
      elements.push({ name, count: Number(count), properties: [] });
      return;
    }
    case 'property': {
      const element = elements.at(-1);
      if (!element) return fail(`header line ${quote(line)} belongs to no element`);
      const property = parseProperty(words) ?? fail(`header line ${quote(line)} is not a property of a known type`);
      if (element.properties.some(({ name }) => name === property.name))
        return fail(`element ${element.name} has property ${property.name} twice`);
      element.properties.push(property);
      return;
    }
    default:
      fail(`header line ${quote(line)} is of an unknown kind`);
  }
}

function parseProperty(words: string[]): PlyProperty | undefined {
  const typeOf = (word: string) => (Object.hasOwn(typeNames, word) ? typeNames[word] : undefined);
  if (words.length === 3) {
    const type = typeOf(words[1]);
    return type && { name: words[2], type };
  }
  if (words.length !== 5 || words[1] !== 'list') return undefined;
  const [countType, type] = [typeOf(words[2]), typeOf(words[3])];
  if (!countType || !type || countType === 'float' || countType === 'double') return undefined;
  return { name: words[4], type, countType };
}

function quote(line: string): string {
  return JSON.stringify(line.slice(0, 80));
}
