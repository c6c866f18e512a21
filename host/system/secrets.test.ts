import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SecretName, Secrets } from '../../engine/ports.ts';
import { asRefusal } from '../failure.ts';
import { readEnvironment } from './environment.ts';
import { createKeychainGate } from './keychain-gate.ts';
import { openLogFile } from './log-file.ts';
import { createMilestone } from './milestones.ts';
import { createRedactor, HIDDEN } from './redaction.ts';
import { createSecrets } from './secrets.ts';

function fakeKeychain(stored = new Map<SecretName, string>()): Secrets & { stored: Map<SecretName, string> } {
  return {
    stored,
    get: (name) => Promise.resolve(stored.get(name) ?? null),
    set: (name, value) => Promise.resolve(void stored.set(name, value)),
    delete: (name) => Promise.resolve(void stored.delete(name)),
  };
}

function open(variables: Record<string, string>, keychain: Secrets | null = null) {
  const told: string[] = [];
  const redactor = createRedactor();
  const secrets = createSecrets({
    environment: readEnvironment(variables),
    redactor,
    keychain: createKeychainGate(() => Promise.resolve(keychain)),
    onEnvironmentOnly: () => told.push('environment only'),
  });
  return { secrets, told, redactor };
}

describe.each(['memory', 'env'])('secrets from %s', (flavour) => {
  it('start with the environment, keep the rest for this process, and never ask the keychain', async () => {
    const { secrets } = open({ BACKOFFICE_SECRETS: flavour, EASYCASHIER_PASSWORD: 'lösenord' });
    expect(await secrets.get('easycashier.password')).toBe('lösenord');
    expect(await secrets.get('shopify.accessToken')).toBeNull();
    await secrets.set('shopify.accessToken', 'shpat_1');
    expect(await secrets.get('shopify.accessToken')).toBe('shpat_1');
    await secrets.delete('easycashier.password');
    expect(await secrets.get('easycashier.password')).toBeNull();
  });
});

describe('secrets by default', () => {
  it('are kept in the keychain; the environment wins over it', async () => {
    const keychain = fakeKeychain(new Map([['shopify.clientSecret', 'stored']]));
    const { secrets } = open({ SHOPIFY_CLIENT_SECRET: 'given' }, keychain);
    expect(await secrets.get('shopify.clientSecret')).toBe('given');
    await secrets.set('easycashier.password', 'pw');
    expect(keychain.stored.get('easycashier.password')).toBe('pw');
    await secrets.delete('easycashier.password');
    expect(keychain.stored.has('easycashier.password')).toBe(false);
  });

  it('are asked for once: a keychain that locks itself later stops nothing, and says nothing of the ledger', async () => {
    const keychain = fakeKeychain(new Map([['easycashier.password', 'pw']]));
    const { secrets } = open({}, keychain);
    expect(await secrets.get('ledger.witness')).toBeNull();
    expect(await secrets.get('easycashier.password')).toBe('pw');
    expect(await secrets.get('ledger.witness')).toBeNull();
    keychain.stored.clear();
    expect(await secrets.get('easycashier.password')).toBe('pw');
    expect(asRefusal(await secrets.get('ledger.witness').catch((error: unknown) => error))).toMatchObject({
      code: 'keychainClosed',
    });
  });

  it('come from the environment where there is no keychain, with one word about it', async () => {
    const { secrets, told } = open({ SHOPIFY_ACCESS_TOKEN: 'shpat_1' });
    expect(await secrets.get('shopify.accessToken')).toBe('shpat_1');
    await secrets.set('easycashier.password', 'pw');
    await secrets.get('shopify.apiSecret');
    expect(await secrets.get('easycashier.password')).toBe('pw');
    expect(told).toEqual(['environment only']);
  });

  it('are refused where there is neither', async () => {
    const { secrets } = open({});
    expect(asRefusal(await secrets.get('shopify.accessToken').catch((error) => error))?.code).toBe(
      'noKeychain',
    );
  });

  it('asked for by name, a keychain is not replaced', async () => {
    const { secrets } = open({ BACKOFFICE_SECRETS: 'keychain', SHOPIFY_ACCESS_TOKEN: 'shpat_1' });
    const refused = await secrets.set('shopify.accessToken', 'shpat_2').catch((error) => error);
    expect(asRefusal(refused)?.code).toBe('noKeychain');
  });
});

describe('the technical log', () => {
  it('lets no canary through, by name or by value, in any shape', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'backoffice-log-'));
    try {
      const canaries = { EASYCASHIER_PASSWORD: 'kanarie å"&/1', SHOPIFY_ACCESS_TOKEN: 'shpat_canary2' };
      const { secrets, redactor } = open({ BACKOFFICE_SECRETS: 'memory', ...canaries });
      await secrets.set('shopify.clientSecret', 'shpss_canary3');
      const log = openLogFile(dataDir, redactor);
      const [password, token] = [canaries.EASYCASHIER_PASSWORD, canaries.SHOPIFY_ACCESS_TOKEN];
      log.info(`said ${password}`, {
        body: JSON.stringify({ password, deep: [{ url: `?p=${encodeURIComponent(password)}` }] }),
      });
      log.warn('headers', {
        headers: new Headers({ 'X-Shopify-Access-Token': token, 'X-Auth-Token': 'unknown4' }),
      });
      log.error('failed', { error: new Error(`no: ${token}`, { cause: new Error('shpss_canary3') }) });
      log.info('basic', {
        header: `Basic ${Buffer.from(token).toString('base64')}`,
        form: new URLSearchParams({ p: password }).toString(),
      });
      log.info('named', { clientSecret: 'unknown5', nested: { Authorization: 'unknown6' } });
      log.info('refused', { why: `no: https://relay.example/in/${'unknown7'.padEnd(43, 'x')}` });
      const circle: Record<string, unknown> = { fine: 'ok' };
      circle.self = circle;
      log.info('circle', circle);
      log.debug('not written', {});
      const written = readFileSync(join(dataDir, 'backoffice.log'), 'utf8');
      expect(written).not.toMatch(/kanarie|canary|unknown\d|a2FuYXJpZ|c2hwYXRf/);
      expect(written).toContain(HIDDEN);
      expect(written.trim().split('\n')).toHaveLength(7);
      expect(written).not.toContain('not written');
    } finally {
      rmSync(dataDir, { recursive: true });
    }
  });

  it('is put aside at start when it has grown large', () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'backoffice-log-'));
    try {
      writeFileSync(join(dataDir, 'backoffice.log'), Buffer.alloc(5 * 1024 * 1024 + 1));
      openLogFile(dataDir, createRedactor()).info('fresh');
      expect(readdirSync(dataDir).sort()).toEqual(['backoffice.log', 'backoffice.log.1']);
      expect(readFileSync(join(dataDir, 'backoffice.log'), 'utf8')).toContain('fresh');
    } finally {
      rmSync(dataDir, { recursive: true });
    }
  });
});

describe('a milestone', () => {
  it('kills at the n-th arrival and traces each name once', () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'backoffice-mile-'));
    try {
      const trace = join(dataDir, 'trace');
      let deaths = 0;
      const milestone = createMilestone('push.sent:2', trace, () => (deaths += 1));
      for (const name of ['push.stored', 'push.sent', 'push.stored']) milestone(name);
      expect(deaths).toBe(0);
      milestone('push.sent');
      milestone('push.sent');
      expect(deaths).toBe(1);
      expect(readFileSync(trace, 'utf8')).toBe('push.stored\npush.sent\n');
    } finally {
      rmSync(dataDir, { recursive: true });
    }
  });
});
