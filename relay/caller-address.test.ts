import { expect, it } from 'vitest';
import { addressOf, type Caller } from './caller-address.ts';

const told = (caller: Caller): [string, boolean] => {
  let isForgotten = false;
  const address = addressOf(caller, () => {
    isForgotten = true;
  });
  return [address, isForgotten];
};

it('believes nobody from the internet, whatever they forward', () => {
  for (const peer of ['203.0.113.9', '2001:db8::9', '172.32.0.1', '::ffff:203.0.113.9'])
    expect(told({ peer, believed: peer, forwarded: '10.0.0.1' })).toEqual([peer, false]);
});

it('knows a proxy nearby, by any address it may have', () => {
  for (const peer of [
    '127.0.0.1',
    '::1',
    '10.1.2.3',
    '172.18.0.2',
    '192.168.1.1',
    'fd00::2',
    '::ffff:172.18.0.2',
  ])
    expect(told({ peer, believed: peer, forwarded: 'x, 203.0.113.1 ' })).toEqual([
      `${peer} for 203.0.113.1`,
      true,
    ]);
});

it('leaves what is believed, and what nobody forwards, as it is', () => {
  expect(told({ peer: '127.0.0.1', believed: '203.0.113.1', forwarded: '203.0.113.1' })).toEqual([
    '203.0.113.1',
    false,
  ]);
  expect(told({ peer: '127.0.0.1', believed: '127.0.0.1', forwarded: undefined })).toEqual([
    '127.0.0.1',
    false,
  ]);
});

it('takes the last of several headers, and not more of it than an address may be', () => {
  const forwarded = ['198.51.100.1', 'y'.repeat(1_000)];
  expect(told({ peer: '::1', believed: '::1', forwarded })).toEqual([`::1 for ${'y'.repeat(64)}`, true]);
});
