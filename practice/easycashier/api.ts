import type { PracticeClock } from '../clock.ts';
import { answerText, readJson, refuse, worded } from './answers.ts';
import { readFields } from './article.ts';
import { bookStock } from './booking.ts';
import type { RateLimit, Sessions } from './gate.ts';
import { type Listing, whole } from './listing.ts';
import type { SalesBook } from './sales.ts';
import { reportPage } from './sales-report.ts';
import type { EasyCashierSettings } from './settings.ts';
import { articleText, articleTextWithoutStock, type Shelf } from './shelf.ts';

/** What the API reads and changes. */
export interface ApiParts {
  readonly clock: PracticeClock;
  readonly shelf: Shelf;
  readonly listing: Listing;
  readonly sales: SalesBook;
  readonly sessions: Sessions;
  readonly rateLimit: RateLimit;
  /** Organisationsnummer, digits only. */
  readonly company: string;
  readonly username: string;
  readonly password: string;
  /** How many logins in a row have been refused. */
  readonly lock: { refusals: number };
  readonly settings: EasyCashierSettings;
  onRefusedByRate(): void;
}

const companyPath = /^\/v1\/company\/([^/]+)(\/.*)$/;
const articlePath = /^\/article\/([^/]+)$/;
const date = /^\d{4}-\d{2}-\d{2}$/;

/** An exchange's name for faults and statistics: `GET /article`, `PUT /article/{id}`, `POST /v1/login`. */
export function exchangeName(request: Request): string {
  const path = new URL(request.url).pathname.replace(companyPath, '$2');
  return `${request.method} ${articlePath.test(path) ? '/article/{id}' : path}`;
}

export function digitsOf(company: string): string {
  return company.replace(/\D/g, '');
}

/** Answers one request as EasyCashier's BackOffice was seen to (facts, §1.3, A0). */
export async function answerApi(parts: ApiParts, request: Request): Promise<Response> {
  const response = await worded(await answer(parts, request), parts.settings.errorShape);
  // Shown by many servers, and not looked for in any public code (facts, A1 »Headers«).
  if (parts.settings.rateHeaders) response.headers.set('X-RateLimit-Limit', '300');
  return response;
}

async function answer(parts: ApiParts, request: Request): Promise<Response> {
  const wait = parts.rateLimit.refuse();
  if (wait !== undefined) {
    parts.onRefusedByRate();
    return refuse(429, 'Too many requests', { 'Retry-After': String(wait) });
  }
  const url = new URL(request.url);
  if (url.pathname === '/v1/login' && request.method === 'POST') return logIn(parts, await readJson(request));

  const scope = companyPath.exec(url.pathname);
  if (!scope) return refuse(404, 'Not found');
  if (!parts.sessions.isOpen(request.headers.get('X-Auth-Token'))) return refuse(401, 'Not logged in');
  if (!isOwnCompany(parts, scope[1] ?? '')) return refuse(403, 'No access to this company');
  const body = request.method === 'POST' || request.method === 'PUT' ? await readJson(request) : undefined;
  return route(parts, request.method, scope[2] ?? '', url.searchParams, body);
}

/** `NNNNNN-NNNN`, as the only public program that builds the address writes it (facts, A0.1). */
function withHyphen(company: string): string {
  return company.replace(/^(\d{2})?(\d{6})(\d{4})$/, '$2-$3');
}

function ownSpelling({ settings, company }: ApiParts): string {
  return settings.companySpelling === 'bare' ? company : withHyphen(company);
}

function preferredSpelling(parts: ApiParts): string {
  return parts.settings.preferredCorporateIdentity ?? ownSpelling(parts);
}

function isOwnCompany(parts: ApiParts, inAddress: string): boolean {
  const asked = decodeURIComponent(inAddress);
  if (asked === preferredSpelling(parts)) return true;
  return parts.settings.companySpelling === 'any'
    ? digitsOf(asked) === parts.company
    : asked === ownSpelling(parts);
}

function logIn(parts: ApiParts, body: unknown): Response {
  const { username, password } = (body ?? {}) as Record<string, unknown>;
  const { settings, lock } = parts;
  if (lock.refusals >= settings.lockAfter) return refuseLogin(settings, 'ACCOUNT_LOCKED');
  if (username !== parts.username || password !== parts.password) {
    lock.refusals += 1;
    return refuseLogin(settings, 'AUTHORIZATION_FAILED');
  }
  lock.refusals = 0;
  return Response.json({
    authenticationResponseType: 'AUTHORIZATION_SUCCESSFUL',
    ...parts.sessions.open(),
    preferredCorporateIdentity: preferredSpelling(parts),
  });
}

/** What a wrong password is answered with has not been observed (facts, A1). */
function refuseLogin({ loginRefusal }: EasyCashierSettings, type: string): Response {
  return Response.json(
    { authenticationResponseType: type },
    { status: loginRefusal === 'status' ? 401 : 200 },
  );
}

function route(
  parts: ApiParts,
  method: string,
  path: string,
  query: URLSearchParams,
  body: unknown,
): Response {
  switch (`${method} ${path}`) {
    case 'GET /article':
      return parts.listing.answer(query);
    case 'POST /article':
      return createArticle(parts, body);
    case 'GET /store':
      return parts.settings.storeEndpoint
        ? Response.json([...parts.shelf.stores.values()])
        : refuse(404, 'Not found');
    case 'POST /stock/increaseStock':
      return bookStock(parts, 1, body);
    case 'POST /stock/decreaseStock':
      return bookStock(parts, -1, body);
    case 'GET /report/sales/groupedByArticleAndStore/preview':
      return salesReport(parts, query);
  }
  const id = articlePath.exec(path)?.[1];
  return id === undefined ? refuse(404, 'Not found') : oneArticle(parts, method, id, body);
}

function salesReport({ sales, settings, clock }: ApiParts, query: URLSearchParams): Response {
  const start = query.get('startDate') ?? '';
  const stop = query.get('stopDate') ?? '';
  if (!date.test(start) || !date.test(stop)) return refuse(400, 'startDate and stopDate must be YYYY-MM-DD');
  const pageNumber = whole(query, 'pageNumber', 1);
  const itemsPerPage = whole(query, 'itemsPerPage', 50);
  if (pageNumber === undefined) return refuse(400, 'pageNumber must be a whole number of at least 1');
  if (itemsPerPage === undefined) return refuse(400, 'itemsPerPage must be a whole number of at least 1');
  const rows = sales.report(start, stop, clock.now() - settings.salesLagMs);
  return Response.json(reportPage(rows, settings, { pageNumber, itemsPerPage }));
}

function createArticle({ shelf, clock }: ApiParts, body: unknown): Response {
  const fields = readFields(body);
  if (typeof fields === 'string') return refuse(400, fields);
  if (shelf.byNumber(fields.articleNumber))
    return refuse(400, `Article ${fields.articleNumber} exists already`);
  return answerText(articleText(shelf.add(fields, {}, null, clock.now()), shelf.stores));
}

function oneArticle({ shelf, settings }: ApiParts, method: string, id: string, body: unknown): Response {
  const article = shelf.byId(Number(id));
  if (method === 'GET' && settings.articleDetail === 'absent') return refuse(404, 'Not found');
  if (!article) return refuse(404, `No article with id ${id}`);
  if (article.damage === 'fails' && method === 'GET') return refuse(500, 'Internal error');
  switch (method) {
    case 'GET':
      return answerText(
        settings.articleDetail === 'stock'
          ? articleText(article, shelf.stores, settings.storeNumbers)
          : articleTextWithoutStock(article),
      );
    case 'DELETE':
      shelf.remove(article);
      return Response.json({});
    case 'PUT': {
      const fields = readFields(body);
      if (typeof fields === 'string') return refuse(400, fields);
      if (fields.articleNumber !== article.fields.articleNumber) {
        return refuse(400, `The article number ${article.fields.articleNumber} cannot be changed`);
      }
      shelf.change(article, fields);
      return answerText(articleText(article, shelf.stores));
    }
    default:
      return refuse(405, 'Method not allowed');
  }
}
