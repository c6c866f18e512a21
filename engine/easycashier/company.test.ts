import { describe, expect, it } from 'vitest';
import { type GatewayRig, openGateways, outcomeOf } from '../../test/gateways/rig.ts';
import { readArticlePage } from './articles.ts';
import { createEasyCashierClient } from './client.ts';

const client = (rig: GatewayRig, company: string) =>
  createEasyCashierClient(
    rig.ports,
    { url: 'https://easycashier.test', company, username: rig.practice.credentials.easycashier.username },
    () => null,
  );
const companies = (rig: GatewayRig) =>
  rig.sent.flatMap(({ path }) => /\/company\/([^/]+)/.exec(path)?.[1] ?? []);

describe('the company in an address', () => {
  it.each([
    ['556677-8899', null, ['556677-8899']],
    ['5566778899', null, ['556677-8899']],
    ['16556677-8899', null, ['556677-8899']],
    [' 556677 8899 ', null, ['556677-8899']],
    ['5566778899', '165566778899', ['165566778899']],
    ['5566778899', '5566778899', ['5566778899']],
    ['5566778899', 'SE556677889901', ['556677-8899']],
  ])('typed as %j and called %j by the login is written as it wants it', async (typed, preferred, sent) => {
    const rig = openGateways({
      easycashier: { companySpelling: 'hyphen', preferredCorporateIdentity: preferred },
    });
    await rig.run(readArticlePage(client(rig, typed), 1));
    expect(companies(rig)).toEqual(sent);
  });

  it('is tried in the other spelling once, and what works is kept', async () => {
    const rig = openGateways();
    // Takes the digits alone, and calls the company something else.
    const { http } = rig.ports;
    const strict = {
      ...rig.ports,
      http: async (request: Request) => {
        const { pathname } = new URL(request.url);
        if (pathname.includes('/company/') && !pathname.includes('/5566778899/')) {
          rig.sent.push({ at: 0, method: request.method, path: pathname, body: '' });
          return new Response('<html>Not found</html>', { status: 404 });
        }
        return http(new Request(request.url.replace('5566778899', '556677-8899'), request));
      },
    };
    const picky = client({ ...rig, ports: strict }, '556677-8899');
    await rig.run(readArticlePage(picky, 1));
    await rig.run(readArticlePage(picky, 1));
    expect(rig.sent.filter(({ at, path }) => at === 0 && path.includes('556677-8899'))).toHaveLength(1);
  });

  it('that is not ours is refused, after each spelling was tried once', async () => {
    const rig = openGateways();
    const other = client(rig, '550000-0000');
    for (let n = 0; n < 3; n += 1) {
      expect(await rig.run(outcomeOf(readArticlePage(other, 1)))).toBe('easycashierRefusedLogin');
    }
    expect(companies(rig)).toEqual(['550000-0000', '5500000000', '550000-0000', '550000-0000']);
  });
});
