import { EventEmitter } from 'node:events';
import type { WebContents } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { applyContentsRules } from './contents-rules.ts';

class FakeContents extends EventEmitter {
  open: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });
  webRtc = 'default';
  setWindowOpenHandler = (open: FakeContents['open']) => {
    this.open = open;
  };
  setWebRTCIPHandlingPolicy = (policy: string) => {
    this.webRtc = policy;
  };
}

function ruled(): FakeContents {
  const contents = new FakeContents();
  applyContentsRules(contents as unknown as WebContents);
  return contents;
}

function isPrevented(name: string, details: object): boolean {
  const preventDefault = vi.fn();
  ruled().emit(name, { ...details, preventDefault });
  return preventDefault.mock.calls.length > 0;
}

describe('a page', () => {
  it.each(['will-navigate', 'will-redirect'])('goes nowhere but to our own pages: %s', (name) => {
    expect(isPrevented(name, { url: 'app://backoffice/log.html' })).toBe(false);
    for (const url of [
      'https://admin.shopify.com/',
      'file:///etc/passwd',
      'app://backoffice/x',
      'javascript:1',
    ])
      expect(isPrevented(name, { url }), url).toBe(true);
  });

  it('has no frame that goes anywhere', () => {
    expect(
      isPrevented('will-frame-navigate', { isMainFrame: false, url: 'app://backoffice/index.html' }),
    ).toBe(true);
    expect(
      isPrevented('will-frame-navigate', { isMainFrame: true, url: 'app://backoffice/index.html' }),
    ).toBe(false);
  });

  it('has no webview', () => {
    expect(isPrevented('will-attach-webview', {})).toBe(true);
  });

  it('opens no window, not even one of ours: main does that', () => {
    for (const url of ['app://backoffice/log.html', 'https://admin.shopify.com/', 'about:blank'])
      expect(ruled().open({ url })).toEqual({ action: 'deny' });
  });

  it('has no way out by WebRTC', () => {
    expect(ruled().webRtc).toBe('disable_non_proxied_udp');
  });
});
