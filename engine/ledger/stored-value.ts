import type { z } from 'zod';
import type { Reader, Writer } from './database.ts';

type Schemas = Readonly<Record<string, z.ZodType>>;

/** Reads and writes the values that one list of schemas describes, by their names. */
export interface StoredValues<Held extends Schemas> {
  /** The stored value, or its schema's default while none is stored. */
  read<Name extends keyof Held & string>(ledger: Reader, name: Name): z.output<Held[Name]>;
  /** Throws when the value does not fit its schema. */
  write<Name extends keyof Held & string>(ledger: Writer, name: Name, value: z.output<Held[Name]>): void;
}

/** Values that are kept one by one, as JSON under their names in the table `setting`. Every schema must have a default. */
export function storedValues<Held extends Schemas>(schemas: Held): StoredValues<Held> {
  /** What was parsed last, by its text: some values are asked for once a position. */
  const parsed = new Map<string, { readonly text: string | undefined; readonly value: unknown }>();

  /** What was read since the ledger last changed: the loops ask for the same values whenever they wake. */
  const fresh = new WeakMap<Reader, { changes: number; readonly values: Map<string, unknown> }>();

  function parse(ledger: Reader, name: keyof Held & string): unknown {
    const text = ledger.get<{ value: string }>('SELECT value FROM setting WHERE name = ?', name)?.value;
    const known = parsed.get(name);
    if (known && known.text === text) return known.value;
    const value = schemas[name]?.parse(text === undefined ? undefined : JSON.parse(text));
    parsed.set(name, { text, value });
    return value;
  }

  return {
    read<Name extends keyof Held & string>(ledger: Reader, name: Name) {
      let held = fresh.get(ledger);
      if (!held) {
        held = { changes: ledger.changes, values: new Map() };
        fresh.set(ledger, held);
      } else if (held.changes !== ledger.changes) {
        held.values.clear();
        held.changes = ledger.changes;
      }
      // Null is a value too; undefined is none.
      const known = held.values.get(name);
      if (known !== undefined) return known as z.output<Held[Name]>;
      const value = parse(ledger, name);
      held.values.set(name, value);
      return value as z.output<Held[Name]>;
    },

    write(ledger, name, value) {
      ledger.run(
        'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
        name,
        JSON.stringify(schemas[name]?.parse(value)),
      );
    },
  };
}
