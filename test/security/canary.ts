/** Secrets that are easy to recognise, and the search for them in whatever disguise. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';

/** With signs that JSON, addresses and forms each write in their own way. */
export function canary(name: string): string {
  return `KANARIE-${name}-"åäö"/+&=%-7319`;
}

/** A canary as far as a key of Shopify's may look like one: what copying leaves in a text, such as å, is refused before it is used. */
export function keyCanary(name: string): string {
  return `KANARIE-${name}-"'{}"/+&=%-7319`;
}

/** As secret as a canary, in the letters a header or a token may have. */
export function plainCanary(name: string): string {
  return `kanarie-${name}-7319-f00dfeedcafe`;
}

/** Every shape the secret may take on its way out. */
export function disguises(secret: string): Map<string, string> {
  const bytes = Buffer.from(secret);
  const found = new Map([
    ['plain', secret],
    ['JSON', JSON.stringify(secret).slice(1, -1)],
    ['JSON in JSON', JSON.stringify(JSON.stringify(secret)).slice(3, -3)],
    ['address', encodeURIComponent(secret)],
    ['form', new URLSearchParams({ s: secret }).toString().slice(2)],
    ['hex', bytes.toString('hex')],
    ['HEX', bytes.toString('hex').toUpperCase()],
    ['base64url', bytes.toString('base64url')],
    ['Latin-1', bytes.toString('latin1')],
  ]);
  // Within a longer text the secret may begin at any of three places of a group; its first and last signs then
  // depend on the neighbours.
  for (const before of [0, 1, 2]) {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    found.set(`base64, ${before}`, text.slice(before === 0 ? 0 : 4, -2));
  }
  return found;
}

/** Where which secret was found in which disguise; never the secret itself. */
export function searchFor(
  secrets: ReadonlyMap<string, string>,
  places: ReadonlyMap<string, Buffer>,
): string[] {
  return [...places].flatMap(([place, bytes]) =>
    [...secrets].flatMap(([name, secret]) =>
      [...disguises(secret)]
        .filter(([, text]) => bytes.includes(text))
        .map(([disguise]) => `${place}: ${name} (${disguise})`),
    ),
  );
}

/** Every file below a folder. */
export function filesIn(folder: string): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    if (statSync(path).isFile()) found.set(name, readFileSync(path));
  }
  return found;
}

/** All there is to see of a value: hidden fields, causes, stacks. */
export function everythingOf(value: unknown): Buffer {
  const shown = inspect(value, { depth: 20, showHidden: true, maxStringLength: null, maxArrayLength: null });
  return Buffer.from(`${shown}\n${JSON.stringify(value)}\n${String(value)}`);
}
