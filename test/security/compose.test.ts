/** What a break-in at the relay's server would find: each program in a box of its own, that writes nowhere and may do nothing else. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ValidationSeverity, validate } from 'dockerfile-utils';
import { describe, expect, it } from 'vitest';

/** Of the linter's, those that are off unless somebody asks for them. */
const rules = [
  'deprecatedMaintainer',
  'directiveCasing',
  'emptyContinuationLine',
  'instructionCasing',
  'instructionCmdMultiple',
  'instructionEntrypointMultiple',
  'instructionHealthcheckMultiple',
  'instructionJSONInSingleQuotes',
  'instructionWorkdirRelative',
];
const textOf = (path: string) =>
  readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');

describe.each([
  { folder: 'relay', names: ['postgres', 'relay', 'caddy'], images: 2 },
  { folder: 'host/container', names: ['engine', 'relay', 'caddy'], images: 1 },
])('the services of $folder', ({ folder, names, images }) => {
  const compose = textOf(`${folder}/compose.yml`);
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
    expect([...services.keys()]).toEqual(names);
  });

  it.each(names)('%s has a box of its own', (name) => {
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

  it('stand on images that nobody can change under their name', () => {
    const dockerfiles = [...compose.matchAll(/^ {6}dockerfile: (\S+)$/gm)].map(([, path = '']) => path);
    const based = dockerfiles.flatMap((path) =>
      [...textOf(path).matchAll(/^FROM (\S+)/gm)].map(([, image = '']) => image),
    );
    // What is built here is only called something; what is brought has no other name.
    const named = [...services.values()]
      .filter((text) => !/^ {4}build:$/m.test(text))
      .map((text) => /^ {4}image: (\S+)$/m.exec(text)?.[1] ?? '');
    expect(named.length).toBe(images);
    for (const image of [...based, ...named])
      expect(image).toMatch(/^[a-z]+:\d+\.\d+[\w.-]*@sha256:[\da-f]{64}$/);
  });

  it('let nobody in but by the proxy', () => {
    expect([...services].filter(([, text]) => /^ {4}ports:/m.test(text)).map(([name]) => name)).toEqual([
      'caddy',
    ]);
  });

  it('find nothing secret in the files', () => {
    const example = textOf(`${folder}/.env.example`);
    for (const line of example
      .split('\n')
      .filter((one) => /KEY|PASSWORD|SECRET|SMTP/.test(one) && !one.startsWith('#')))
      expect(line).toMatch(/=$/);
  });
});

describe.each(['relay/Dockerfile', 'host/container/Dockerfile'])('%s', (path) => {
  it('is one that whoever builds it has no word against', () => {
    const strict = Object.fromEntries(rules.map((rule) => [rule, ValidationSeverity.ERROR]));
    expect(validate(textOf(path), strict)).toEqual([]);
    expect(validate(`${textOf(path)}CMD ["b"]\n`, strict)).not.toEqual([]);
  });

  it('runs as a user without rights', () => {
    expect(
      textOf(path)
        .split(/^FROM /m)
        .at(-1),
    ).toMatch(/^USER node$/m);
  });
});
