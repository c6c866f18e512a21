/** Secrets typed into the window, and the keychain of the system: open, locked, and none at all. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openPracticeSession, type PracticeSession } from '../../host/practice/practice-session.ts';
import {
  connectEasyCashier,
  connectShopify,
  openStep,
  typeEasyCashier,
  typeShopify,
} from '../window/guide-steps.ts';
import { eventually, expectTold, type Person, personAt } from '../window/person.ts';
import { type Desktop, makeDataDir, startDesktop } from './desktop.ts';
import { root, whyNot } from './runtime.ts';
import { openSecretService, type SecretService, whyNoKeychain } from './secret-service.ts';

const why = whyNot ?? whyNoKeychain;

describe.skipIf(why !== null)(`the keychain at the desktop${why === null ? '' : ` (${why})`}`, () => {
  const dataDir = makeDataDir();
  const home = mkdtempSync(join(tmpdir(), 'backoffice-keyring-'));
  let session: PracticeSession;
  let service: SecretService;
  let desktop: Desktop | null = null;

  beforeAll(async () => {
    session = await openPracticeSession({
      articles: 20,
      stores: 1,
      traps: false,
      easycashier: { password: 'kanariefågel-47110815' },
      shopify: { clientSecret: 'shpss_kanariefagel00000000000047110815' },
    });
    service = await openSecretService(home);
  });
  afterEach(async () => {
    await desktop?.quit();
    desktop = null;
  });
  afterAll(async () => {
    service?.end();
    await session?.close();
    for (const folder of [dataDir, home]) rmSync(folder, { recursive: true, force: true });
  });

  const start = async (variables = service.variables, folder = dataDir): Promise<Person> => {
    desktop = await startDesktop({
      dataDir: folder,
      variables: { ...variables, SHOPIFY_URL: session.shops.urls.shopify },
    });
    return personAt(desktop, 'sv');
  };
  const login = () => ({ url: session.shops.urls.easycashier, ...session.shops.credentials.easycashier });
  const secrets = () => [
    session.shops.credentials.easycashier.password,
    session.shops.credentials.shopify.clientSecret,
  ];
  /** As another program of the same user would read it. */
  const inKeychain = (name: string) =>
    spawnSync(
      process.execPath,
      [
        '--no-warnings',
        '--input-type=module',
        '-e',
        `import { openKeychain } from ${JSON.stringify(join(root, 'host', 'system', 'keychain.ts'))};
         process.stdout.write(String(await (await openKeychain(${JSON.stringify(dataDir)}))?.get('${name}')));`,
      ],
      { env: { PATH: process.env.PATH, HOME: home, ...service.variables }, encoding: 'utf8' },
    ).stdout;

  it('takes what is typed, and no file does', async () => {
    const person = await start();
    await person.press('window.welcome.connect');
    await typeEasyCashier(person, login());
    await connectEasyCashier(person);
    const { shop, clientId, clientSecret } = session.shops.credentials.shopify;
    await typeShopify(person, shop, { clientId, clientSecret });
    await connectShopify(person);
    expect(inKeychain('easycashier.password')).toBe(login().password);
    expect(inKeychain('shopify.clientSecret')).toBe(clientSecret);
    // The window has forgotten them, and its profile never knew.
    await desktop?.quit();
    expect(filesWith(dataDir, secrets())).toEqual([]);
  });

  it('gives it back to the next start', async () => {
    await start();
    await eventually(async () => (await desktop?.inspect())?.engine).toBe('running');
    const held = await desktop?.ask((client) => client.connection.credentials());
    expect(held).toMatchObject({ easycashier: true, shopify: true });
    // Read with the key, from Shopify itself.
    const { locations } = (await desktop?.ask((client) => client.stores.locations())) ?? { locations: [] };
    expect(locations.map(({ locationId }) => locationId)).toContain(
      session.shops.practice.places[0]?.locationId,
    );
  });

  it('that locks itself while the program runs keeps nothing, and is open again when somebody says so', async () => {
    const person = await start();
    await person.open('webshop');
    await openStep(person, 'app');
    await service.lock();
    await person.press('window.guide.easycashier.change');
    await typeEasyCashier(person, login());
    await person.press('window.guide.easycashier.connect');
    const alert = await expectTold(person, 'keychainClosed');
    await service.unlock();
    await person.press('window.secrets.ask', {}, alert);
    await alert.waitFor({ state: 'detached' });
    expect(inKeychain('easycashier.password')).toBe(login().password);
  });

  it('that is locked is told of, with what can be done', async () => {
    await service.lock();
    const folder = makeDataDir();
    const person = await start(service.variables, folder);
    await expectTold(person, 'keychainClosed');
    await person.press('window.secrets.ask');
    await person.sees('window.secrets.stillClosed');
    await person.press('window.welcome.connect');
    await typeEasyCashier(person, login());
    await person.press('window.guide.easycashier.connect');
    await expectTold(person, 'keychainClosed');
    expect(filesWith(folder, secrets())).toEqual([]);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('that is none is told of, and memory is offered until the program ends', async () => {
    const folder = makeDataDir();
    const nowhere = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' };
    const person = await start(nowhere, folder);
    await person.sees('window.welcome.noKeychain');
    await person.press('window.secrets.keepForSession');
    await person.press('window.welcome.connect');
    await typeEasyCashier(person, login());
    await connectEasyCashier(person);
    await desktop?.quit();
    expect(filesWith(folder, secrets())).toEqual([]);
    await start(nowhere, folder);
    await eventually(async () => (await desktop?.inspect())?.engine).toBe('running');
    const held = await desktop?.ask((client) => client.connection.credentials());
    expect(held).toMatchObject({ easycashier: false, shopify: false });
    await desktop?.quit();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
});

/** Files that hold one of the secrets, as text of either width, or in base64. */
function filesWith(folder: string, secrets: readonly string[]): string[] {
  const needles = secrets.flatMap((secret) => [
    Buffer.from(secret),
    Buffer.from(secret, 'utf16le'),
    Buffer.from(Buffer.from(secret).toString('base64').replace(/=+$/, '')),
  ]);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => {
      const text = readFileSync(file);
      return needles.some((needle) => text.includes(needle));
    });
}
