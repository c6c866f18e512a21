/**
 * Extracts what the companion and the practice shop need from Shopify's introspection of the Admin API.
 *
 *     node tools/extract-schema.ts <path to admin_2026-10.json.gz>
 *
 * Reads `practice/shopify/schema/subset.json` (type → its fields, blank separated; enums and scalars follow by
 * themselves) and writes `admin-2026-10.graphql` and `scopes.json` beside it. The input is described in the README there.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { buildSchema } from 'graphql';

interface TypeRef {
  readonly kind: string;
  readonly name: string | null;
  readonly ofType: TypeRef | null;
}
interface InputValue {
  readonly name: string;
  readonly type: TypeRef;
  readonly defaultValue: string | null;
  readonly deprecationReason: string | null;
}
interface Field {
  readonly name: string;
  readonly args: readonly InputValue[];
  readonly type: TypeRef;
  readonly deprecationReason: string | null;
}
interface FullType {
  readonly kind: string;
  readonly name: string;
  readonly fields: readonly Field[] | null;
  readonly inputFields: readonly InputValue[] | null;
  readonly interfaces: readonly TypeRef[] | null;
  readonly enumValues:
    | readonly {
        readonly name: string;
        readonly description: string;
        readonly deprecationReason: string | null;
      }[]
    | null;
}
interface ScopeItem {
  readonly typeName: string;
  readonly fieldName?: string;
  readonly offlineScopes: readonly string[];
  readonly requiredAccess: string;
}
interface Introspection {
  readonly data: { readonly __schema: { readonly types: readonly FullType[] } };
  readonly offline_scopes: { readonly items: readonly ScopeItem[] };
}

const builtIn = new Set(['String', 'Int', 'Float', 'Boolean', 'ID']);
const folder = new URL('../practice/shopify/schema/', import.meta.url);

const text = (ref: TypeRef): string => {
  if (ref.kind === 'NON_NULL' && ref.ofType) return `${text(ref.ofType)}!`;
  if (ref.kind === 'LIST' && ref.ofType) return `[${text(ref.ofType)}]`;
  return ref.name ?? '';
};
const named = (ref: TypeRef): string => (ref.ofType ? named(ref.ofType) : (ref.name ?? ''));
const deprecated = (reason: string | null) =>
  reason === null ? '' : ` @deprecated(reason: ${JSON.stringify(reason)})`;
const inputValue = (value: InputValue) =>
  `${value.name}: ${text(value.type)}${value.defaultValue === null ? '' : ` = ${value.defaultValue}`}${deprecated(value.deprecationReason)}`;

function extract(source: Introspection, subset: Readonly<Record<string, string>>) {
  const types = new Map(source.data.__schema.types.map((type) => [type.name, type]));
  const fieldsOf = new Map(
    Object.entries(subset).map(([name, fields]) => [name, new Set(fields.split(' '))]),
  );
  const leaves = new Set<string>();
  const blocks: string[] = [];

  const known = (ref: TypeRef) => {
    const name = named(ref);
    const kind = types.get(name)?.kind;
    if (kind === 'ENUM' || (kind === 'SCALAR' && !builtIn.has(name))) leaves.add(name);
    return kind === 'ENUM' || kind === 'SCALAR' || fieldsOf.has(name);
  };
  const keep = (value: InputValue) => known(value.type) || value.type.kind === 'NON_NULL';

  for (const [name, wanted] of [...fieldsOf].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const type = types.get(name);
    if (!type) throw new Error(`no type ${name} in the source`);
    const found = (type.fields ?? type.inputFields ?? []).map((field) => field.name);
    const missing = [...wanted].filter((field) => !found.includes(field));
    if (missing.length > 0) throw new Error(`${name} has no ${missing.join(', ')}`);
    const lines =
      type.kind === 'INPUT_OBJECT'
        ? (type.inputFields ?? []).filter((f) => wanted.has(f.name) && keep(f)).map(inputValue)
        : (type.fields ?? [])
            .filter((field) => wanted.has(field.name) && known(field.type))
            .map((field) => {
              const args = field.args.filter(keep).map(inputValue).join(', ');
              return `${field.name}${args && `(${args})`}: ${text(field.type)}${deprecated(field.deprecationReason)}`;
            });
    const keyword = { INPUT_OBJECT: 'input', INTERFACE: 'interface' }[type.kind] ?? 'type';
    const faces = (type.interfaces ?? []).map(named).filter((face) => fieldsOf.has(face));
    const heading = `${keyword} ${name}${faces.length > 0 ? ` implements ${faces.join(' & ')}` : ''}`;
    blocks.push(`${heading} {\n${lines.map((line) => `  ${line}\n`).join('')}}`);
  }
  for (const name of [...leaves].sort()) {
    const values = types.get(name)?.enumValues;
    blocks.push(
      values
        ? `enum ${name} {\n${values.map((v) => `  ${v.name}${deprecated(v.deprecationReason)}\n`).join('')}}`
        : `scalar ${name}`,
    );
  }
  const head = [
    'schema {\n  query: QueryRoot\n  mutation: Mutation\n}',
    'directive @idempotent(key: String!) on FIELD',
  ];
  return { sdl: `${[...head, ...blocks].join('\n\n')}\n`, fieldsOf, types };
}

/** Any one of the listed scopes is enough; a type or field that is not listed needs none. */
function scopesOf(source: Introspection, fieldsOf: ReadonlyMap<string, ReadonlySet<string>>) {
  const required: Record<string, readonly string[]> = {};
  for (const item of source.offline_scopes.items) {
    const fields = fieldsOf.get(item.typeName);
    if (!fields || item.offlineScopes.length === 0) continue;
    if (item.fieldName !== undefined && !fields.has(item.fieldName)) continue;
    const key = item.fieldName === undefined ? item.typeName : `${item.typeName}.${item.fieldName}`;
    required[key] = [...new Set(item.offlineScopes)];
  }
  return required;
}

/** The scopes a webhook topic asks for stand in its description only. */
function topicScopes(types: ReadonlyMap<string, FullType>) {
  const required: Record<string, readonly string[]> = {};
  for (const { name, description } of types.get('WebhookSubscriptionTopic')?.enumValues ?? []) {
    const scopes = description.split(/Requires /)[1]?.match(/\b(?:read|write)_[a-z_]+/g);
    if (scopes) required[name] = [...new Set(scopes)];
  }
  return required;
}

const path = process.argv[2];
if (path === undefined)
  throw new Error('usage: node tools/extract-schema.ts <path to admin_2026-10.json.gz>');
const source = JSON.parse(gunzipSync(readFileSync(path)).toString('utf8')) as Introspection;
const subset = JSON.parse(readFileSync(new URL('subset.json', folder), 'utf8')) as Record<string, string>;
const { sdl, fieldsOf, types } = extract(source, subset);
buildSchema(sdl);
writeFileSync(new URL('admin-2026-10.graphql', folder), sdl);
writeFileSync(
  new URL('scopes.json', folder),
  `${JSON.stringify({ access: scopesOf(source, fieldsOf), topics: topicScopes(types) }, null, 1)}\n`,
);
