/** Input as nobody should send it: right shapes with wrong values, wrong shapes, and no shape at all. */
import fc from 'fast-check';
import { z } from 'zod';

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly (string | number)[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly anyOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
}

/** By field: values that mean something to the engine, so that many calls get past the checks. */
export type Known = Readonly<Record<string, readonly string[]>>;

const strange = [
  '',
  ' ',
  '\u0000',
  '\ud800',
  '🦆',
  '٣',
  '-1',
  '1.5',
  '1e999',
  'NaN',
  'Infinity',
  'undefined',
  '9'.repeat(30),
  'å'.repeat(300),
  "'; DROP TABLE article; --",
  '%_\\',
  '__proto__',
  'toString',
  '../../etc/passwd',
  'a\r\nX-Injected: 1',
  'gid://shopify/Location/1',
  'file:///etc/passwd',
  'http://127.0.0.1:9/',
  'http://[::1',
  'https://ovning.exempel.se@127.0.0.1:4710/',
  'ovningsbutiken.myshopify.com',
];

const strangeNumbers = [0, -0, 1, -1, 0.5, 1e-9, 1001, 2 ** 31, 2 ** 53 - 1, -(2 ** 53) + 1, 2 ** 53, 1e308];

const wild = fc.jsonValue({ maxDepth: 2 });

function fields(
  properties: JsonSchema['properties'] = {},
  known: Known,
): Record<string, fc.Arbitrary<unknown>> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, child]) => [name, like(child, known, known[name])]),
  );
}

function text(known: Known, own: readonly string[]): fc.Arbitrary<string> {
  const foreign = fc.oneof(
    fc.constantFrom(...strange, ...Object.values(known).flat()),
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.webUrl(),
  );
  if (own.length === 0) return foreign;
  return fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...own) }, { weight: 1, arbitrary: foreign });
}

function number({ type, minimum = -10, maximum = 10 }: JsonSchema): fc.Arbitrary<number> {
  const [min, max] = [Math.max(minimum, -1_000), Math.min(maximum, 1_000)];
  const usual =
    type === 'integer'
      ? fc.integer({ min: Math.ceil(min), max: Math.floor(max) })
      : fc.double({ min, max, noNaN: true });
  return fc.oneof(fc.constantFrom(...strangeNumbers), usual);
}

function like(schema: JsonSchema, known: Known, own: readonly string[] = []): fc.Arbitrary<unknown> {
  const right = (): fc.Arbitrary<unknown> => {
    if (schema.enum) return fc.constantFrom(...schema.enum);
    if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => like(one, known, own)));
    switch (schema.type) {
      case 'string':
        return text(known, own);
      case 'integer':
      case 'number':
        return number(schema);
      case 'boolean':
        return fc.boolean();
      case 'null':
        return fc.constant(null);
      case 'array':
        return fc.array(like(schema.items ?? {}, known, own), {
          minLength: schema.minItems ?? 0,
          maxLength: Math.max(schema.minItems ?? 0, 5),
        });
      case 'object':
        return fc.record(fields(schema.properties, known), { requiredKeys: [] });
      default:
        return wild;
    }
  };
  return fc.oneof({ weight: 20, arbitrary: right() }, { weight: 1, arbitrary: wild });
}

export function hostileInput(input: z.ZodType | undefined, known: Known): fc.Arbitrary<unknown> {
  const shapeless = fc.oneof(fc.constant(undefined), fc.jsonValue({ maxDepth: 3 }));
  if (input === undefined) return shapeless;
  const schema = z.toJSONSchema(input, { io: 'input' }) as JsonSchema;
  const all = fields(schema.properties, known);
  return fc.oneof(
    { weight: 4, arbitrary: fc.record(all, { requiredKeys: [...(schema.required ?? [])] }) },
    { weight: 3, arbitrary: fc.record(all) },
    { weight: 3, arbitrary: like(schema, known) },
    { weight: 1, arbitrary: shapeless },
  );
}
