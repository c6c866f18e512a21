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
  for (const peer of ['203.0.113.9', '172.32.0.1', '::ffff:203.0.113.9'])
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

it('counts a whole network of IPv6 as one, for whoever has an address there has them all', () => {
  const of = (peer: string) => told({ peer, believed: peer, forwarded: undefined })[0];
  for (const one of [
    '2001:db8:1:2::9',
    '2001:DB8:1:2:ffff:ffff:ffff:ffff',
    '2001:db8:1:2:3::',
    '2001:0db8:0001:0002:0:0:0:1',
  ])
    expect(of(one)).toBe('2001:db8:1:2::/64');
  expect(of('2001:db8:1:3::9')).toBe('2001:db8:1:3::/64');
  expect([of('2001:db8::9'), of('::1'), of('1::')]).toEqual([
    '2001:db8:0:0::/64',
    '0:0:0:0::/64',
    '1:0:0:0::/64',
  ]);
  expect([of('fe80::1%eth0'), of('::ffff:203.0.113.9'), of('203.0.113.9')]).toEqual([
    'fe80::1%eth0',
    '::ffff:203.0.113.9',
    '203.0.113.9',
  ]);
  const forwarded = '2001:db8:1:2::77';
  expect(told({ peer: '::1', believed: '::1', forwarded })).toEqual(['::1 for 2001:db8:1:2::/64', true]);
  expect(told({ peer: '2001:db8::9', believed: '2001:db8::9', forwarded: '10.0.0.1' })[1]).toBe(false);
});
