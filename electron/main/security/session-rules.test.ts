import { EventEmitter } from 'node:events';
import type { Session } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { applySessionRules, shutProxy } from './session-rules.ts';

type Ask = (details: { url: string }, callback: (answer: { cancel: boolean }) => void) => void;
type Request = (
  contents: unknown,
  permission: string,
  callback: (is: boolean) => void,
  details: object,
) => void;

class FakeSession extends EventEmitter {
  ask: Ask = () => undefined;
  request: Request = () => undefined;
  check: (contents: unknown, permission: string, origin: string) => boolean = () => true;
  device: (details: object) => boolean = () => true;
  displayMedia: unknown = 'never set';
  readonly webRequest = {
    onBeforeRequest: (ask: Ask) => {
      this.ask = ask;
    },
  };
  setPermissionRequestHandler = (request: Request) => {
    this.request = request;
  };
  setPermissionCheckHandler = (check: FakeSession['check']) => {
    this.check = check;
  };
  setDevicePermissionHandler = (device: FakeSession['device']) => {
    this.device = device;
  };
  setDisplayMediaRequestHandler = (handler: unknown) => {
    this.displayMedia = handler;
  };
}

function ruled(isPackaged = true): FakeSession {
  const session = new FakeSession();
  applySessionRules(session as unknown as Session, isPackaged);
  return session;
}

function isCancelled(session: FakeSession, url: string): boolean {
  let cancelled = false;
  session.ask({ url }, ({ cancel }) => {
    cancelled = cancel;
  });
  return cancelled;
}

const outside = [
  'https://admin.shopify.com/',
  'http://127.0.0.1:4710/',
  'ws://127.0.0.1:4710/rpc',
  'file:///etc/passwd',
  'app://other/index.html',
  'data:text/html,x',
];

describe('a request of a page', () => {
  it('goes to our own pages only', () => {
    const session = ruled();
    expect(isCancelled(session, 'app://backoffice/index.html')).toBe(false);
    for (const url of outside) expect(isCancelled(session, url), url).toBe(true);
  });

  it('may be the developer tools in a clone, never in a packed app', () => {
    const tools = 'devtools://devtools/bundled/devtools_app.html';
    expect(isCancelled(ruled(false), tools)).toBe(false);
    expect(isCancelled(ruled(true), tools)).toBe(true);
  });
});

describe('a permission', () => {
  const isGranted = (session: FakeSession, permission: string, requestingUrl: string) => {
    const callback = vi.fn();
    session.request(null, permission, callback, { requestingUrl });
    return callback.mock.calls[0]?.[0];
  };

  it.each([
    'media',
    'geolocation',
    'notifications',
    'clipboard-read',
    'openExternal',
    'fullscreen',
    'hid',
    'usb',
  ])('%s is denied', (permission) => {
    expect(isGranted(ruled(), permission, 'app://backoffice/index.html')).toBe(false);
    expect(ruled().check(null, permission, 'app://backoffice')).toBe(false);
  });

  it('to write to the clipboard is for our pages alone', () => {
    const write = 'clipboard-sanitized-write';
    expect(isGranted(ruled(), write, 'app://backoffice/index.html')).toBe(true);
    expect(isGranted(ruled(), write, 'https://evil.example/')).toBe(false);
    expect(ruled().check(null, write, 'app://backoffice/')).toBe(true);
    expect(ruled().check(null, write, 'https://evil.example')).toBe(false);
  });

  it('for a device or the screen is denied', () => {
    expect(ruled().device({})).toBe(false);
    expect(ruled().displayMedia).toBeNull();
  });
});

describe('a download', () => {
  const isPrevented = (url: string) => {
    const preventDefault = vi.fn();
    ruled().emit('will-download', { preventDefault }, { getURL: () => url });
    return preventDefault.mock.calls.length > 0;
  };

  it('is a list the window has made itself, nothing else', () => {
    expect(isPrevented('blob:app://backoffice/0f')).toBe(false);
    expect(isPrevented('app://backoffice/index.html')).toBe(true);
    expect(isPrevented('https://evil.example/x.exe')).toBe(true);
    expect(isPrevented('blob:https://evil.example/0f')).toBe(true);
  });
});

it('what is no request finds a proxy that is none, for every name and for this computer', async () => {
  const setProxy = vi.fn(() => Promise.resolve());
  await shutProxy({ setProxy } as unknown as Session);
  expect(setProxy).toHaveBeenCalledWith({
    mode: 'fixed_servers',
    proxyRules: 'http://127.0.0.1:1',
    proxyBypassRules: '<-loopback>',
  });
});
