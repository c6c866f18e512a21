/**
 * Shopify's search syntax as far as a stock program uses it: `field:value`, `field:>='…'`, ranges, AND (also implied), OR,
 * NOT, `-`, parentheses, quotes. A field the list does not know is ignored, as Shopify does (with a warning).
 */
export interface Term {
  readonly field: string;
  readonly comparator: '' | '>' | '>=' | '<' | '<=';
  readonly value: string;
}

export type Test<T> = (record: T) => boolean;
/** What a field means for one kind of record; undefined if the field is not known. */
export type Matcher<T> = (term: Term) => Test<T> | undefined;

export interface Search<T> {
  readonly test: Test<T>;
  /** Terms that hold for every match: those outside OR and NOT. A scan may start from their bounds. */
  readonly certain: readonly Term[];
  readonly ignored: readonly string[];
}

const token =
  /\s*(\(|\)|-(?=\S)|[A-Za-z_]+:(?:>=|<=|>|<)?(?:'[^']*'|"[^"]*"|[^\s()]+)|'[^']*'|"[^"]*"|[^\s()]+)/gy;

export function parseSearch<T>(query: string, matcher: Matcher<T>): Search<T> {
  const tokens = [...query.matchAll(token)].map((match) => match[1] ?? '');
  const certain: Term[] = [];
  const ignored: string[] = [];
  let position = 0;

  const either = (sure: boolean): Test<T> => {
    const branches = [all(sure && !tokens.includes('OR'))];
    while (tokens[position] === 'OR') {
      position += 1;
      branches.push(all(false));
    }
    return branches.length === 1 && branches[0]
      ? branches[0]
      : (record) => branches.some((test) => test(record));
  };
  const all = (sure: boolean): Test<T> => {
    const tests: Test<T>[] = [];
    while (position < tokens.length && tokens[position] !== ')' && tokens[position] !== 'OR') {
      if (tokens[position] === 'AND') position += 1;
      else tests.push(one(sure));
    }
    return tests.length === 1 && tests[0] ? tests[0] : (record) => tests.every((test) => test(record));
  };
  const one = (sure: boolean): Test<T> => {
    const text = tokens[position] ?? '';
    position += 1;
    if (text === 'NOT' || text === '-') {
      const inner = one(false);
      return (record) => !inner(record);
    }
    if (text === '(') {
      const inner = either(sure);
      if (tokens[position] === ')') position += 1;
      return inner;
    }
    const term = toTerm(text);
    const test = matcher(term);
    if (!test) ignored.push(term.field);
    else if (sure) certain.push(term);
    return test ?? (() => true);
  };

  const test = either(true);
  return { test, certain, ignored };
}

function toTerm(text: string): Term {
  const match = /^([A-Za-z_]+):(>=|<=|>|<)?(.*)$/s.exec(text);
  if (!match) return { field: '', comparator: '', value: unquote(text) };
  const comparator = (match[2] ?? '') as Term['comparator'];
  return { field: match[1] ?? '', comparator, value: unquote(match[3] ?? '') };
}

const unquote = (text: string) => (/^(['"]).*\1$/s.test(text) ? text.slice(1, -1) : text);

function compare(comparator: Term['comparator'], left: number, right: number): boolean {
  switch (comparator) {
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '':
      return left === right;
  }
}

/** Times are compared in whole seconds, the precision Shopify keeps. A value that is no time matches nothing. */
export function timeTest<T>({ comparator, value }: Term, of: (record: T) => number): Test<T> {
  const bound = Math.floor(Date.parse(value) / 1000);
  return (record) => compare(comparator, Math.floor(of(record) / 1000), bound);
}

/** A number, or the number at the end of a gid. */
export function idTest<T>({ comparator, value }: Term, of: (record: T) => number): Test<T> {
  const bound = Number(value.slice(value.lastIndexOf('/') + 1));
  return (record) => compare(comparator, of(record), bound);
}

/**
 * Text search is by word and without case [C]: `sku:'ab-1'` finds `AB 1` and `X-AB-1` too. Whoever searches compares the
 * answers byte for byte afterwards.
 */
export function wordsTest<T>({ value }: Term, of: (record: T) => string): Test<T> {
  const prefix = value.endsWith('*');
  const wanted = words(value);
  return (record) => {
    const present = words(of(record));
    return present.some((_, start) =>
      wanted.every((word, index) => {
        const other = present[start + index];
        if (other === undefined) return false;
        return prefix && index === wanted.length - 1 ? other.startsWith(word) : other === word;
      }),
    );
  };
}

const words = (text: string) =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
