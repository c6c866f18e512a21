import { readFileSync } from 'node:fs';
import {
  defaultFieldResolver,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
} from 'graphql';
import type { Context } from './context.ts';

/** Which scopes open what, from Shopify's own table (`schema/README.md`); any one of a list is enough. */
const table = JSON.parse(readFileSync(new URL('schema/scopes.json', import.meta.url), 'utf8')) as {
  readonly access: Readonly<Record<string, readonly string[]>>;
  readonly topics: Readonly<Record<string, readonly string[]>>;
};

const open = (required: readonly string[], scopes: ReadonlySet<string>) =>
  required.some((scope) => scopes.has(scope));

/** A `write_` scope includes its `read_` scope. */
const withReads = (scopes: readonly string[]) =>
  new Set(scopes.flatMap((scope) => [scope, scope.replace(/^write_/, 'read_')]));

/** Everything of the table these scopes do not open. */
export function deniedBy(scopes: readonly string[]): ReadonlySet<string> {
  const held = withReads(scopes);
  return new Set(Object.keys(table.access).filter((key) => !open(table.access[key] ?? [], held)));
}

/** Scopes of which a topic needs one; undefined when it is open to all or these scopes have one. */
export function missingForTopic(topic: string, scopes: readonly string[]): readonly string[] | undefined {
  const required = table.topics[topic];
  return !required || open(required, withReads(scopes)) ? undefined : required;
}

/** The error of a field the token may not read [D]. */
export function accessDenied(field: string, key: string): GraphQLError {
  const scopes = (table.access[key] ?? []).map((scope) => `\`${scope}\` access scope`);
  const last = scopes.pop() ?? '';
  const requiredAccess = `${scopes.length > 0 ? `${scopes.join(', ')} or ` : ''}${last}.`;
  return new GraphQLError(`Access denied for ${field} field. Required access: ${requiredAccess}`, {
    extensions: {
      code: 'ACCESS_DENIED',
      documentation: 'https://shopify.dev/api/usage/access-scopes',
      requiredAccess,
    },
  });
}

/** Puts the scope check before every field that needs one, of itself or of the type it gives. */
export function guardFields(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const gives = getNamedType(field.type).name.replace(/Connection$/, '');
      const keys = [`${type.name}.${field.name}`, gives].filter((key) => key in table.access);
      if (keys.length === 0) continue;
      const resolve: GraphQLFieldResolver<unknown, Context> = field.resolve ?? defaultFieldResolver;
      field.resolve = (source, args, context: Context, info) => {
        for (const key of keys) if (context.denied.has(key)) throw accessDenied(field.name, key);
        return resolve(source, args, context, info);
      };
    }
  }
}
