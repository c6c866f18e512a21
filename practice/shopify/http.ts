import type { Handler } from '../faults.ts';
import { type AdminCall, runAdminCall } from './admin-api.ts';
import type { BulkOperations } from './bulk-operations.ts';
import type { Context } from './context.ts';
import type { Settings } from './settings.ts';
import type { Throttle } from './throttle.ts';
import type { Tokens } from './tokens.ts';

export interface HttpParts {
  readonly settings: Settings;
  readonly tokens: Tokens;
  readonly throttle: Throttle;
  readonly bulk: BulkOperations;
  /** What a call to the API may see, when bulk results are served at `origin`. */
  readonly contextAt: (origin: string) => Context;
}

/** The shop's addresses: tokens, the Admin API, and the results of bulk operations. */
export function createHttp(parts: HttpParts): Handler {
  const { settings, tokens, bulk } = parts;
  return async (request) => {
    const { pathname, origin } = new URL(request.url);
    const bulkNumber = /^\/bulk\/(\d+)\.jsonl$/.exec(pathname)?.[1];
    if (bulkNumber !== undefined && request.method === 'GET') return answerBulkResult(bulk, bulkNumber);
    if (request.method !== 'POST') return new Response('Not Found', { status: 404 });
    if (pathname === '/admin/oauth/access_token') return tokens.grant(await form(request), settings.scopes);
    const version = /^\/admin\/api\/([^/]+)\/graphql\.json$/.exec(pathname)?.[1];
    if (version === undefined) return Response.json({ errors: 'Not Found' }, { status: 404 });
    const headers = { 'X-Shopify-API-Version': answering(settings, version) };
    return answerAdminCall(parts, request, origin, headers);
  };
}

function answerBulkResult(bulk: BulkOperations, number: string): Response {
  const result = bulk.result(number);
  return result === undefined
    ? new Response('Not Found', { status: 404 })
    : new Response(result, { headers: { 'Content-Type': 'application/jsonl' } });
}

async function answerAdminCall(
  { tokens, throttle, contextAt }: HttpParts,
  request: Request,
  origin: string,
  headers: Record<string, string>,
): Promise<Response> {
  if (!tokens.isValid(request.headers.get('X-Shopify-Access-Token')))
    return Response.json(
      { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' },
      { status: 401, headers },
    );
  const call = await readCall(request);
  if (!call)
    return Response.json(
      { errors: { query: 'Required parameter missing or invalid' } },
      { status: 400, headers },
    );
  return Response.json(runAdminCall(contextAt(origin), throttle, call), { headers });
}

/** A version that is not served falls forward to the oldest supported one [D]. */
const answering = ({ apiVersions: versions }: Settings, asked: string) =>
  versions.find(({ handle }) => handle === asked)?.handle ??
  versions.find(({ supported }) => supported)?.handle ??
  asked;

/** For faults' `match`: the operation's name, else the path. */
export async function labelOf(request: Request): Promise<string> {
  const { pathname } = new URL(request.url);
  if (!pathname.endsWith('/graphql.json')) return pathname;
  const call = await readCall(request);
  return call?.operationName ?? /\b(?:query|mutation)\s+(\w+)/.exec(call?.query ?? '')?.[1] ?? pathname;
}

async function form(request: Request): Promise<Readonly<Record<string, unknown>>> {
  const text = await request.text();
  if (!request.headers.get('Content-Type')?.includes('json'))
    return Object.fromEntries(new URLSearchParams(text));
  return asRecord(parsed(text)) ?? {};
}

async function readCall(request: Request): Promise<AdminCall | undefined> {
  const body = asRecord(parsed(await request.text()));
  if (typeof body?.query !== 'string') return undefined;
  return {
    query: body.query,
    operationName: typeof body.operationName === 'string' ? body.operationName : undefined,
    variables: asRecord(body.variables) ?? {},
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const asRecord = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
