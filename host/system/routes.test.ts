import { describe, expect, it } from 'vitest';
import { environmentRoutes, pacRoutes } from './routes.ts';

const proxy = 'http://proxy.example:3128';

describe('the environment', () => {
  const route = (url: string, except?: string, by: string | undefined = proxy) =>
    environmentRoutes({ proxy: by, except })(url);

  it('leads everybody through its proxy but this computer itself', async () => {
    expect(await route('https://kassan.example')).toEqual([proxy]);
    expect(await route('https://kassan.example', undefined, 'proxy.example:3128')).toEqual([proxy]);
    for (const own of ['http://127.0.0.1:4710', 'https://localhost', 'http://[::1]:1'])
      expect(await route(own)).toEqual([null]);
    expect(await environmentRoutes({ proxy: undefined, except: undefined })('https://a.example')).toEqual([
      null,
    ]);
  });

  it.each([
    ['kassan.example', true],
    ['.kassan.example', true],
    ['*.kassan.example', true],
    ['KASSAN.example', true],
    ['api.kassan.example', true],
    ['api.kassan.example:443', true],
    ['api.kassan.example:8443', false],
    ['en, kassan.example', true],
    ['*', true],
    ['san.example', false],
    ['annan.example', false],
    ['', false],
  ])('NO_PROXY=%s leaves api.kassan.example out: %s', async (except, isStraight) => {
    expect(await route('https://api.kassan.example', except)).toEqual([isStraight ? null : proxy]);
  });
});

it.each([
  ['DIRECT', [null]],
  ['PROXY proxy.example:3128', [proxy]],
  ['PROXY proxy.example:3128; HTTPS two.example:443; DIRECT', [proxy, 'https://two.example:443', null]],
  ['SOCKS5 three.example:1080;', ['socks5://three.example:1080']],
  ['', [null]],
  ['nonsense', [null]],
])('a PAC file that says »%s«', (text, routes) => {
  expect(pacRoutes(text)).toEqual(routes);
});
