/** What a break-in at the relay's server would find: each program in a box of its own, that writes nowhere and may do nothing else. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const compose = readFileSync(fileURLToPath(new URL('../../relay/compose.yml', import.meta.url)), 'utf8');

/** By name, the lines below it. */
const services = new Map(
  (/^services:\n((?:(?: {2}.*)?\n)+)/m.exec(compose)?.[1] ?? '')
    .split(/^ {2}(?=\w)/m)
    .slice(1)
    .map((text) => {
      const end = text.indexOf(':');
      return [text.slice(0, end), text.slice(end + 1)] as const;
    }),
);

it('are the three that are meant', () => {
  expect([...services.keys()]).toEqual(['postgres', 'relay', 'caddy']);
});

it.each(['postgres', 'relay', 'caddy'])('%s has a box of its own', (name) => {
  const service = services.get(name) ?? '';
  for (const rule of [
    /^ {4}read_only: true$/m,
    /^ {4}cap_drop: \[ALL\]$/m,
    /^ {4}security_opt: \["no-new-privileges:true"\]$/m,
    /^ {4}mem_limit: \d+[mg]$/m,
    /^ {4}pids_limit: \d+$/m,
  ])
    expect(service).toMatch(rule);
  // What is given back is what a port below 1024 needs.
  const given = /^ {4}cap_add: (.*)$/m.exec(service)?.[1] ?? null;
  expect(given).toBe(name === 'caddy' ? '[NET_BIND_SERVICE]' : null);
  expect(service).not.toMatch(/privileged|network_mode|pid:|docker\.sock/);
});

it('is built on images that nobody can change under their name', () => {
  const dockerfile = readFileSync(fileURLToPath(new URL('../../relay/Dockerfile', import.meta.url)), 'utf8');
  const based = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image = '']) => image);
  const named = [...compose.matchAll(/^ {4}image: (\S+)$/gm)].map(([, image = '']) => image);
  expect([based.length, named.length]).toEqual([2, 2]);
  for (const image of [...based, ...named])
    expect(image).toMatch(/^[a-z]+:\d+\.\d+[\w.-]*@sha256:[\da-f]{64}$/);
});

it('lets nobody in but by the proxy', () => {
  expect([...services].filter(([, text]) => /^ {4}ports:/m.test(text)).map(([name]) => name)).toEqual([
    'caddy',
  ]);
});
