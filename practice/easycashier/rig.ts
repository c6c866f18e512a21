import type { PracticeClock } from '../clock.ts';
import {
  createPracticeEasyCashier,
  type PracticeEasyCashier,
  type PracticeEasyCashierOptions,
} from './backoffice.ts';

/** A practice EasyCashier with four articles, a clock set by hand and a logged-in caller, for the tests beside it. */
export interface Rig {
  /** Milliseconds since the epoch. */
  now: number;
  readonly shop: PracticeEasyCashier;
  call(method: string, route: string, body?: unknown): Promise<Answer>;
  logIn(): Promise<Answer>;
  list(query?: string): Promise<{ items: Json[]; metaInformation: Json; numbers: unknown[] }>;
  book(direction: 'increase' | 'decrease', articles: unknown, storeNumber?: unknown): Promise<Answer>;
}

type Json = Record<string, unknown>;

interface Answer {
  readonly status: number;
  readonly json: Json;
  readonly headers: Headers;
}

export const rigStores = [
  { storeNumber: '1', storeName: 'Butiken i Solna' },
  { storeNumber: '2', storeName: 'Lagret i Borås' },
];
export const rigCredentials = { username: 'lager@exempel.se', password: 'övning' };
export const companyPath = '/v1/company/556677-8899';

export async function openRig(options: Partial<PracticeEasyCashierOptions> = {}): Promise<Rig> {
  let token = '';
  const clock: PracticeClock = { now: () => rig.now, sleep: () => Promise.resolve() };
  const shop = createPracticeEasyCashier({
    clock,
    company: '556677-8899',
    ...rigCredentials,
    stores: rigStores,
    ...options,
  });
  const rig: Rig = {
    now: Date.parse('2026-05-04T08:00:00Z'),
    shop,
    call: async (method, route, body) => {
      const init = { method, headers: { 'X-Auth-Token': token } };
      const request = new Request(
        `http://practice${route}`,
        body === undefined ? init : { ...init, body: JSON.stringify(body) },
      );
      const response = await shop.handle(request);
      return { status: response.status, json: (await response.json()) as Json, headers: response.headers };
    },
    logIn: async () => {
      const answer = await rig.call('POST', '/v1/login', rigCredentials);
      token = String(answer.json.accessToken);
      return answer;
    },
    list: async (query = '') => {
      const { json } = await rig.call('GET', `${companyPath}/article?${query}`);
      const { items, metaInformation } = json as { items: Json[]; metaInformation: Json };
      return { items, metaInformation, numbers: items.map(({ articleNumber }) => articleNumber) };
    },
    book: (direction, articles, storeNumber = '1') =>
      rig.call('POST', `${companyPath}/stock/${direction}Stock`, {
        storeNumber,
        articles,
        comment: 'Webborder #1001',
      }),
  };
  shop.addArticle({ articleNumber: '0042', description: 'Regnjacka', webshop: true, stock: { 1: 5, 2: 3 } });
  shop.addArticle({
    articleNumber: '1042-BL-M',
    description: 'Mössa',
    barcode: '7310000000013',
    costPriceExcludingVat: 80,
    stock: { 1: 10 },
  });
  shop.addArticle({
    articleNumber: '7,5',
    description: 'Kaffe, lösvikt',
    looseWeight: true,
    stock: { 1: 2.75 },
  });
  shop.addArticle({ articleNumber: 'T1', description: 'Uppläggning', articleType: 'SERVICE' });
  await rig.logIn();
  return rig;
}
