/** Settings from the environment, validated once. Names and meaning: docs of the command line. */
import { z } from 'zod';
import { Refusal } from '../../engine/refusal.ts';
import { settingTable } from '../../shared/words/settings.ts';

type Variables = Readonly<Record<string, string | undefined>>;

const text = z.string().trim().min(1).max(500);
const hosts = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

export function isLoopback(address: string): boolean {
  return URL.canParse(address) && hosts.test(new URL(address).hostname);
}

/** With a user or a password in it. Whatever reads it may take what stands there for the host's name. */
const hasLogin = (address: string) => {
  if (!URL.canParse(address)) return /\/\/[^/?#]*@/.test(address);
  const { username, password } = new URL(address);
  return username + password !== '';
};
const webAddress = z.url({ protocol: /^https?$/ });
const loopbackAddress = webAddress.refine(isLoopback);
const safeAddress = webAddress.refine((value) => value.startsWith('https:') || isLoopback(value));
const { min: pollMin, max: pollMax } = settingTable.pollSeconds;
const loopbackAllowed = 'http://127.0.0.1:…';
const safeAllowed = 'https://… (http://127.0.0.1:…)';

/** Each variable with what it accepts, and what to tell when it does not. The words are the same in every language. */
const fields = {
  BACKOFFICE_DATA_DIR: [z.string().min(1), '/…'],
  BACKOFFICE_SECRETS: [
    z.enum(['keychain', 'memory', 'env']).or(z.templateLiteral(['files:', z.string().min(1).max(1_000)])),
    'keychain | memory | env | files:/…',
  ],
  EASYCASHIER_URL: [safeAddress, safeAllowed],
  EASYCASHIER_COMPANY: [text.max(40), '1–40'],
  EASYCASHIER_USERNAME: [text.max(200), '1–200'],
  EASYCASHIER_PASSWORD: [z.string().max(500), '1–500'],
  SHOPIFY_SHOP: [text.max(200), 'name.myshopify.com'],
  SHOPIFY_URL: [loopbackAddress, loopbackAllowed],
  SHOPIFY_CLIENT_ID: [text.max(200), '1–200'],
  SHOPIFY_CLIENT_SECRET: [text, '1–500'],
  SHOPIFY_ACCESS_TOKEN: [text, '1–500'],
  SHOPIFY_API_SECRET: [text, '1–500'],
  RELAY_URL: [safeAddress, safeAllowed],
  RELAY_PAIRING_CODE: [text, '1–500'],
  ALERTS_MAIL_PASSWORD: [text, '1–500'],
  ALERTS_ADDRESS: [safeAddress, safeAllowed],
  BACKOFFICE_MULTIPLE_LOCATIONS: [z.enum(['0', '1']), '0 | 1'],
  BACKOFFICE_POLL_SECONDS: [z.coerce.number().min(pollMin).max(pollMax), `${pollMin}–${pollMax}`],
  BACKOFFICE_SETTLE_SECONDS: [z.coerce.number().min(0).max(3600), '0–3600'],
  // The network's own, as curl and others read them. Whatever stands there, only a call can fail for it.
  HTTPS_PROXY: [z.string(), 'http://…'],
  https_proxy: [z.string(), 'http://…'],
  NO_PROXY: [z.string(), 'name, .domain, *'],
  no_proxy: [z.string(), 'name, .domain, *'],
  // Node's own: it would send every key to whoever answers.
  NODE_TLS_REJECT_UNAUTHORIZED: [z.string().refine((value) => value !== '0'), 'NODE_EXTRA_CA_CERTS=/…'],
  BACKOFFICE_KILL_AT: [z.string().min(1), 'name | name:n'],
  BACKOFFICE_TRACE_MILESTONES: [z.string().min(1), '/…'],
} as const;

const addressFields: ReadonlySet<string> = new Set([
  'EASYCASHIER_URL',
  'SHOPIFY_URL',
  'RELAY_URL',
  'ALERTS_ADDRESS',
]);

/** Whoever mistakes one variable for another has put a secret there, and a service's complaints stand in the system's log. */
const HIDDEN = '•••';

/** Of a value that is refused only where an address leads is repeated. */
const notAllowed = (name: string, value: string, allowed: string) => {
  const origin = URL.canParse(value) ? new URL(value).origin : 'null';
  return new Refusal('badSetting', {
    name,
    why: 'notAllowed',
    value: origin === 'null' ? HIDDEN : origin,
    allowed,
  });
};

type Fields = typeof fields;
/** What is set, in its own type; an empty variable counts as not set. */
export type Environment = { readonly [Name in keyof Fields]: z.output<Fields[Name][0]> | undefined };

export function readEnvironment(variables: Variables): Environment {
  const found: Record<string, unknown> = {};
  for (const [name, [schema, allowed]] of Object.entries(fields)) {
    const value = variables[name];
    if (value === undefined || value === '') continue;
    if (addressFields.has(name) && hasLogin(value)) throw new Refusal('badSetting', { name, why: 'login' });
    const parsed = schema.safeParse(value);
    if (!parsed.success) throw notAllowed(name, value, allowed);
    found[name] = parsed.data;
  }
  return found as Environment;
}

/** Refuses an address the environment would not accept either. */
export function requireAddress(
  kind: 'EASYCASHIER_URL' | 'SHOPIFY_URL' | 'RELAY_URL' | 'ALERTS_ADDRESS',
  flag: string,
  value: string,
): string {
  const [schema, allowed] = fields[kind];
  if (hasLogin(value)) throw new Refusal('badSetting', { name: flag, why: 'login' });
  if (schema.safeParse(value).success) return value;
  throw notAllowed(flag, value, allowed);
}
