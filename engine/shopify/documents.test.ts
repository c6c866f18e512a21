import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  buildClientSchema,
  type DocumentNode,
  getNamedType,
  type IntrospectionQuery,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { API_VERSION } from './client.ts';
import { neededScopes } from './gateway.ts';
import type { Operation } from './operation.ts';
import { everyOperation } from './operations.ts';
import { variantQuery } from './probe-operations.ts';
import { bulkItemsDocument, itemsPerPage, itemsQuery } from './shop-operations.ts';

interface Access {
  readonly type: 'type' | 'field';
  readonly typeName: string;
  readonly fieldName?: string;
  readonly requiredAccess: string;
  readonly offlineScopes: readonly string[];
}

const packed = readFileSync(new URL('../../test/data/admin-2026-10.json.gz', import.meta.url));
const whole = JSON.parse(gunzipSync(packed).toString()) as {
  data: IntrospectionQuery;
  offline_scopes: { items: Access[] };
};
const schema = buildClientSchema(whole.data);
const access = new Map(
  whole.offline_scopes.items.map((item) => [
    item.type === 'type' ? item.typeName : `${item.typeName}.${item.fieldName}`,
    item,
  ]),
);

const documents: readonly (readonly [string, string])[] = [
  ...everyOperation.map((operation) => [operation.name, operation.document] as const),
  ...[2, 5, 10, 50].map((locations) => {
    const operation = itemsQuery(locations);
    return [operation.name, operation.document] as const;
  }),
  ['BulkItems', bulkItemsDocument],
];

/** What a document selects that needs a scope, each with the scopes named: `InventoryItem`, `Mutation.inventoryActivate`. */
function needs(document: DocumentNode): Map<string, Access> {
  const found = new Map<string, Access>();
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      Field: () => {
        const field = info.getFieldDef();
        const key = `${info.getParentType()?.name}.${field?.name}`;
        const own = access.get(key);
        const gives = field && getNamedType(field.type).name;
        if (own && own.offlineScopes.length > 0) found.set(key, own);
        else note(gives);
      },
      InlineFragment: (node) => note(node.typeCondition?.name.value),
    }),
  );
  return found;

  function note(typeName: string | null | undefined) {
    const ofType = typeName ? access.get(typeName) : undefined;
    if (ofType && ofType.offlineScopes.length > 0) found.set(ofType.typeName, ofType);
  }
}

const isOperation = (value: unknown): value is Operation<unknown> =>
  typeof value === 'object' && value !== null && 'document' in value && 'cost' in value;

const held = new Set(neededScopes.flatMap((scope) => [scope, scope.replace(/^write_/, 'read_')]));

function isOpen({ requiredAccess, offlineScopes }: Access): boolean {
  const isAnyEnough = / or /.test(requiredAccess);
  return isAnyEnough
    ? offlineScopes.some((scope) => held.has(scope))
    : offlineScopes.every((scope) => held.has(scope));
}

it('checks against the version the client asks for, unchanged as it was published', () => {
  expect(API_VERSION).toBe('2026-10');
  expect(createHash('sha256').update(packed).digest('hex')).toBe(
    'f3b522f264556925eada700e795e4a002a9cba83444ebcc6c0d724254a0c6593',
  );
});

describe.each(documents)('the document %s', (_name, text) => {
  const document = parse(text);

  it('is valid by the whole schema', () => {
    expect(validate(schema, document)).toEqual([]);
  });

  it('needs no scope beyond the guide’s five', () => {
    const closed = [...needs(document)].filter(([, item]) => !isOpen(item)).map(([key]) => key);
    expect(closed).toEqual([]);
  });
});

describe('the documents', () => {
  it('use each of the five scopes: none is asked for in vain', () => {
    const used = new Set(
      documents.flatMap(([, text]) => [...needs(parse(text)).values()].flatMap((item) => item.offlineScopes)),
    );
    // A location is opened by read_locations or read_inventory; the guide asks for both.
    for (const scope of neededScopes) expect(used).toContain(scope);
  });

  it('would be caught selecting a product or a variant', () => {
    const variant = parse('{ inventoryItems(first: 1) { nodes { variants(first: 1) { nodes { id } } } } }');
    const draft = parse('{ draftOrders(first: 1) { nodes { id } } }');
    for (const document of [variant, draft]) {
      expect(validate(schema, document)).toEqual([]);
      expect([...needs(document).values()].every(isOpen)).toBe(false);
    }
  });

  it('are all here: none of an operations file is left out', async () => {
    const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('-operations.ts'));
    expect(files.length).toBeGreaterThan(3);
    const modules: object[] = await Promise.all(files.map((name) => import(`./${name}`)));
    const exported = modules.flatMap((module) => Object.values(module)).filter(isOperation);
    const missing = exported.filter((one) => !everyOperation.includes(one) && one !== variantQuery);
    expect(exported.length).toBeGreaterThan(20);
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  it('select a variant in one place only, to find out whether it is refused', () => {
    const probe = parse(variantQuery.document);
    expect(validate(schema, probe)).toEqual([]);
    expect([...needs(probe).values()].every(isOpen)).toBe(false);
    expect(everyOperation).not.toContain(variantQuery);
  });

  it('carry @idempotent on every write of quantities', () => {
    const everyWrite = everyOperation.filter((operation) => operation.kind === 'write');
    // Turning tracking on takes no key, and twice is as good as once; subscriptions are looked at before and after.
    const writes = everyWrite.filter(({ name }) => name !== 'TrackItem' && !name.endsWith('Subscription'));
    expect(writes.map(({ name }) => name)).toEqual(['SetQuantities', 'AdjustQuantities', 'ActivateLevel']);
    for (const { document } of writes) {
      const marked: string[] = [];
      visit(parse(document), {
        Field: (node) => {
          const directive = node.directives?.find((one) => one.name.value === 'idempotent');
          if (directive) marked.push(node.name.value);
        },
      });
      expect(marked).toHaveLength(1);
      expect(marked[0]).toMatch(/^inventory/);
    }
  });

  it('are writes where they are mutations, but for the one that starts a reading', () => {
    for (const operation of everyOperation) {
      const isMutation = /^\s*mutation\b/.test(operation.document);
      expect(isMutation).toBe(operation.kind === 'write' || operation.name === 'BulkRun');
    }
  });

  it('ask for pages that cost no more than one query may', () => {
    for (let locations = 0; locations <= 100; locations += 1) {
      const size = itemsPerPage(locations);
      expect(size).toBeGreaterThan(0);
      expect(itemsQuery(locations).cost).toBeLessThanOrEqual(1_000);
    }
  });
});
