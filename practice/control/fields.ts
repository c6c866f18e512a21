/** Something the caller got wrong; answered as 400 `{error:{message}}`. */
export class BadCall extends Error {}

export type Fields = Readonly<Record<string, unknown>>;

/** The JSON object of a body; an absent body is an empty object. */
export async function readFields(request: Request): Promise<Fields> {
  const text = await request.text();
  if (text.trim() === '') return {};
  try {
    return asFields(JSON.parse(text), 'the body');
  } catch (error) {
    if (error instanceof BadCall) throw error;
    throw new BadCall('the body is not JSON');
  }
}

export function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new BadCall(`"${name}" must be a text that is not empty`);
}

/** A store number, an id or an order number: people write them with and without quotes. */
export function codeOf(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'number' ? String(value) : textOf(fields, name);
}

export function numberOf(fields: Fields, name: string, least = Number.NEGATIVE_INFINITY): number {
  const value = fields[name];
  if (typeof value === 'number' && Number.isFinite(value) && value >= least) return value;
  throw new BadCall(
    `"${name}" must be a number${least > Number.NEGATIVE_INFINITY ? ` of at least ${least}` : ''}`,
  );
}

export function wholeOf(fields: Fields, name: string, least: number): number {
  const value = numberOf(fields, name, least);
  if (Number.isInteger(value)) return value;
  throw new BadCall(`"${name}" must be a whole number`);
}

export function flagOf(fields: Fields, name: string): boolean {
  const value = fields[name];
  if (typeof value === 'boolean') return value;
  throw new BadCall(`"${name}" must be true or false`);
}

export function oneOf<T extends string>(fields: Fields, name: string, allowed: readonly T[]): T {
  const found = allowed.find((value) => value === fields[name]);
  if (found !== undefined) return found;
  throw new BadCall(`"${name}" must be one of ${allowed.join(', ')}`);
}

/** A list of objects, each read by `read`. */
export function listOf<T>(fields: Fields, name: string, read: (entry: Fields) => T): T[] {
  const value = fields[name];
  if (!Array.isArray(value) || value.length === 0)
    throw new BadCall(`"${name}" must be a list that is not empty`);
  return value.map((entry: unknown, index) => read(asFields(entry, `"${name}"[${index}]`)));
}

/** Absent and null mean: not said. The result is spread, so that what was not said is not there. */
export function maybe<K extends string, T>(
  fields: Fields,
  name: K,
  read: (fields: Fields, name: K) => T,
): { readonly [key in K]?: T } {
  const value = fields[name];
  return value === undefined || value === null ? {} : ({ [name]: read(fields, name) } as { [key in K]?: T });
}

/** A misspelt field is a mistake, not a wish to be ignored. */
export function allowOnly(fields: Fields, names: readonly string[]): void {
  const stranger = Object.keys(fields).find((name) => !names.includes(name));
  if (stranger === undefined) return;
  throw new BadCall(`unknown field "${stranger}"; known are ${names.join(', ') || 'none'}`);
}

function asFields(value: unknown, what: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new BadCall(`${what} must be an object`);
}
