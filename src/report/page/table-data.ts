/** A column of words: which of `words` each row has; −1 where it has none. */
export interface WordColumn {
  name: string;
  words: string[];
  values: number[];
}

/** A column of numbers. */
export interface NumberColumn {
  name: string;
  values: (number | null)[];
}

/** A table that can be sorted and filtered, by columns. */
export interface TableData {
  name: string;
  about: string;
  columns: (WordColumn | NumberColumn)[];
  /** Of a table whose rows are means over seeds: the single values, a column a seed. */
  perSeed?: { seeds: number[]; values: (number | null)[][] };
}
