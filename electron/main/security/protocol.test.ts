import { describe, expect, it, vi } from 'vitest';
import type { Page } from '../../../host/window/pages.ts';
import { scheme } from './origin.ts';
import { answer, registerScheme } from './protocol.ts';

const { privileges } = vi.hoisted(() => ({ privileges: vi.fn() }));
vi.mock('electron', () => ({ protocol: { registerSchemesAsPrivileged: privileges, handle: vi.fn() } }));

const page = (type: string, text: string, isForever = false): Page => ({
  type,
  body: Buffer.from(text),
  isForever,
});
const index = page('text/html; charset=utf-8', '<p>index</p>');
const pages = new Map([
  ['/', index],
  ['/index.html', index],
  ['/assets/a-1.js', page('text/javascript; charset=utf-8', 'let a', true)],
]);
const get = (address: string) => answer(pages, 'GET', address);

describe('a page of ours', () => {
  it.each(['app://backoffice/', 'app://backoffice/index.html', 'app://backoffice/index.html?x=1#/sync'])(
    '%s is answered, with the policy',
    async (address) => {
      const response = get(address);
      expect(response.status).toBe(200);
      expect(await response.text()).toBe('<p>index</p>');
      const policy = response.headers.get('Content-Security-Policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).not.toMatch(/script-src[^;]*unsafe/);
      expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
    },
  );

  it('is kept only where its name carries what is in it', () => {
    expect(get('app://backoffice/index.html').headers.get('Cache-Control')).toBe('no-store');
    expect(get('app://backoffice/assets/a-1.js').headers.get('Cache-Control')).toContain('immutable');
  });
});

describe('what was not there at the start', () => {
  it.each([
    'app://backoffice/../../../etc/passwd',
    'app://backoffice/%2e%2e/%2e%2e/etc/passwd',
    'app://backoffice/..%2f..%2fetc%2fpasswd',
    'app://backoffice/..%5c..%5cwindows%5cwin.ini',
    'app://backoffice/..\\..\\windows\\win.ini',
    'app://backoffice//etc/passwd',
    'app://backoffice///index.html',
    'app://backoffice/assets/',
    'app://backoffice/assets/a-1.js%00.html',
    'app://backoffice/assets/%61-1.js',
    'app://backoffice/INDEX.HTML',
    'app://backoffice/index.html/',
    'app://backoffice/__proto__',
    'app://backoffice/constructor',
    'app://backoffice/file:///etc/passwd',
    'app://other/index.html',
    'app://backoffice.example/index.html',
    'app://backoffice:80/index.html',
    'app://someone@other/index.html',
    'app:///index.html',
    'file:///etc/passwd',
    'https://backoffice/index.html',
  ])('%s is not found, and says no more', async (address) => {
    const response = get(address);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('');
    expect(response.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
  });

  it('is no address at all: refused', () => {
    expect(get('not an address').status).toBe(400);
  });

  it.each(['POST', 'PUT', 'HEAD', 'OPTIONS', 'DELETE'])('%s is no way to ask', (method) => {
    expect(answer(pages, method, 'app://backoffice/index.html').status).toBe(405);
  });
});

it('the scheme is one like https, without a way around the policy', () => {
  registerScheme();
  const [[registered]] = privileges.mock.calls[0] as [[{ scheme: string; privileges: object }]];
  expect(registered.scheme).toBe(scheme);
  expect(registered.privileges).toMatchObject({ standard: true, secure: true });
  for (const loose of ['bypassCSP', 'allowServiceWorkers', 'corsEnabled'])
    expect(registered.privileges).not.toHaveProperty(loose);
});
