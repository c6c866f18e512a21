/** Settings from the environment, validated at the start, all mistakes told at once. */
import { z } from 'zod';

const whole = (min: number, max: number) =>
  z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(min).max(max));

/** Each setting: what it accepts, the same in words, and what it is when it is not set. */
const settings = {
  RELAY_HOST: [z.string().regex(/^[\w.:-]+$/), 'a host name or an address', '127.0.0.1'],
  RELAY_PORT: [whole(0, 65_535), '0–65535; 0 takes a free one', '8787'],
  RELAY_DATA_DIR: [z.string().min(1), 'a directory', './relay-data'],
  RELAY_DATABASE_URL: [
    z.string().regex(/^postgres(ql)?:\/\/\S+$/),
    'postgres://user:password@host:5432[,host:5432…]/database',
    undefined,
  ],
  RELAY_ADMIN_KEY: [
    z.string().min(20).max(500).regex(/^\S+$/),
    '20–500 characters without spaces',
    undefined,
  ],
  // As hard to guess as one that we draw: the tokens are made from it.
  RELAY_PAIRING_CODE: [
    z
      .string()
      .max(100)
      .regex(/^(?:[^\dA-Za-z]*[\dA-Za-z]){20}/),
    '20 letters and digits or more, at most 100 characters',
    undefined,
  ],
  RELAY_RETENTION_DAYS: [whole(1, 365), '1–365', '30'],
  RELAY_QUOTA_EVENTS: [whole(100, 10_000_000), '100–10000000', '100000'],
  RELAY_QUOTA_MB: [whole(6, 100_000), '6–100000', '200'],
  RELAY_INGEST_PER_SECOND: [whole(1, 100_000), '1–100000', '500'],
  RELAY_INGEST_BURST: [whole(1, 1_000_000), '1–1000000', '20000'],
  RELAY_SMTP_URL: [
    z
      .url({ protocol: /^smtps?$/ })
      .max(1_000)
      .refine((value) => new URL(value).hostname !== ''),
    'smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host:465',
    undefined,
  ],
  RELAY_SMTP_FROM: [z.email().max(254), 'the address that messages come from', undefined],
  RELAY_LOG_LEVEL: [
    z.enum(['debug', 'info', 'warn', 'error', 'silent']),
    'debug | info | warn | error | silent',
    'info',
  ],
  RELAY_TRUST_PROXY: [
    z.string().regex(/^(no|((loopback|linklocal|uniquelocal|[\da-fA-F.:]+(\/\d{1,3})?)(,(?!$)|$))+)$/),
    'no | loopback | uniquelocal | addresses and networks with commas',
    'no',
  ],
} as const;

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  /** Null: SQLite in `dataDir`. */
  readonly databaseUrl: string | null;
  readonly adminKey: string | null;
  readonly pairingCode: string | null;
  readonly retentionMs: number;
  readonly quota: { readonly events: number; readonly bytes: number };
  readonly ingest: { readonly perSecond: number; readonly burst: number };
  /** By which server shops are told that their computer does not come; null: by none. */
  readonly smtp: { readonly url: string; readonly from: string } | null;
  readonly logLevel: string;
  /** Whose `X-Forwarded-For` is believed; false: nobody's. */
  readonly trustProxy: string | false;
  /** Variables that look like ours and are not: a slip of the pen, or somebody else's. */
  readonly unknown: readonly string[];
}

/** The message has a line for each mistake, and repeats none: whoever mistakes one variable for another has put a secret there. */
export class BadConfig extends Error {
  override readonly name = 'BadConfig';
}

type Name = keyof typeof settings;

/** An empty variable counts as not set. @throws BadConfig */
export function readConfig(variables: Readonly<Record<string, string | undefined>>): Config {
  const wrong: string[] = [];
  const values = new Map<string, unknown>();
  for (const [name, [schema, allowed, fallback]] of Object.entries(settings)) {
    const given = variables[name] || fallback;
    if (given === undefined) continue;
    const parsed = schema.safeParse(given);
    if (parsed.success) values.set(name, parsed.data);
    else wrong.push(`${name} is not usable: ${allowed} is wanted`);
  }
  // Node's own: a PostgreSQL behind TLS could be anybody.
  if (variables.NODE_TLS_REJECT_UNAUTHORIZED === '0')
    wrong.push(
      'NODE_TLS_REJECT_UNAUTHORIZED is »0«: certificates are never left unread; name yours in NODE_EXTRA_CA_CERTS',
    );
  if (
    (values.get('RELAY_SMTP_URL') === undefined) !== (values.get('RELAY_SMTP_FROM') === undefined) &&
    wrong.length === 0
  )
    wrong.push('RELAY_SMTP_URL and RELAY_SMTP_FROM go together: set both, or neither');
  if (wrong.length > 0) throw new BadConfig(wrong.join('\n'));
  const text = (name: Name) => values.get(name) as string;
  const number = (name: Name) => values.get(name) as number;
  const optional = (name: Name) => (values.get(name) as string | undefined) ?? null;
  const [smtpUrl, smtpFrom] = [optional('RELAY_SMTP_URL'), optional('RELAY_SMTP_FROM')];
  return {
    host: text('RELAY_HOST'),
    port: number('RELAY_PORT'),
    dataDir: text('RELAY_DATA_DIR'),
    databaseUrl: optional('RELAY_DATABASE_URL'),
    adminKey: optional('RELAY_ADMIN_KEY'),
    pairingCode: optional('RELAY_PAIRING_CODE'),
    retentionMs: number('RELAY_RETENTION_DAYS') * 24 * 3_600_000,
    quota: { events: number('RELAY_QUOTA_EVENTS'), bytes: number('RELAY_QUOTA_MB') * 1_000_000 },
    ingest: { perSecond: number('RELAY_INGEST_PER_SECOND'), burst: number('RELAY_INGEST_BURST') },
    smtp: smtpUrl === null || smtpFrom === null ? null : { url: smtpUrl, from: smtpFrom },
    logLevel: text('RELAY_LOG_LEVEL'),
    trustProxy: text('RELAY_TRUST_PROXY') === 'no' ? false : text('RELAY_TRUST_PROXY'),
    unknown: Object.keys(variables).filter((name) => name.startsWith('RELAY_') && !(name in settings)),
  };
}
