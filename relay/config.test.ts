import { expect, it } from 'vitest';
import { BadConfig, readConfig } from './config.ts';

const failure = (variables: Record<string, string>): string => {
  try {
    readConfig(variables);
  } catch (error) {
    if (error instanceof BadConfig) return error.message;
  }
  return '';
};

it('has an answer for everything that is not set', () => {
  expect(readConfig({ PATH: '/bin', RELAY_PORT: '', RELAY_DATABASE_URL: '' })).toEqual({
    host: '127.0.0.1',
    port: 8787,
    dataDir: './relay-data',
    databaseUrl: null,
    adminKey: null,
    pairingCode: null,
    retentionMs: 30 * 24 * 3_600_000,
    quota: { events: 100_000, bytes: 200_000_000 },
    ingest: { perSecond: 500, burst: 20_000 },
    smtp: null,
    logLevel: 'info',
    trustProxy: false,
    unknown: [],
  });
});

it('takes what is set', () => {
  const config = readConfig({
    RELAY_HOST: '::1',
    RELAY_PORT: '0',
    RELAY_DATABASE_URL: 'postgres://u:p@one:5432,two:5433/relay?sslmode=require',
    RELAY_QUOTA_MB: '6',
    RELAY_TRUST_PROXY: 'loopback,10.0.0.0/8',
    RELAY_RETENTION_DAY: '3',
  });
  expect(config).toMatchObject({
    host: '::1',
    port: 0,
    databaseUrl: 'postgres://u:p@one:5432,two:5433/relay?sslmode=require',
    quota: { bytes: 6_000_000 },
    trustProxy: 'loopback,10.0.0.0/8',
    unknown: ['RELAY_RETENTION_DAY'],
  });
});

it('tells every mistake at once, with what is allowed, and shows no secret', () => {
  const told = failure({
    RELAY_PORT: 'hemlig-kod-i-fel-fält',
    RELAY_DATABASE_URL: 'mysql://user:hemligt@host/db',
    RELAY_ADMIN_KEY: 'kort-hemlig',
    RELAY_PAIRING_CODE: 'hemlig-kod-0123',
    NODE_TLS_REJECT_UNAUTHORIZED: '0',
    RELAY_LOG_LEVEL: 'hemlig',
    RELAY_TRUST_PROXY: 'hemlig',
  });
  expect(told.split('\n')).toEqual([
    'RELAY_PORT is not usable: 0–65535; 0 takes a free one is wanted',
    'RELAY_DATABASE_URL is not usable: postgres://user:password@host:5432[,host:5432…]/database is wanted',
    'RELAY_ADMIN_KEY is not usable: 20–500 characters without spaces is wanted',
    'RELAY_PAIRING_CODE is not usable: 20 letters and digits or more, at most 100 characters is wanted',
    'RELAY_LOG_LEVEL is not usable: debug | info | warn | error | silent is wanted',
    'RELAY_TRUST_PROXY is not usable: no | loopback | uniquelocal | addresses and networks with commas is wanted',
    expect.stringMatching(/^NODE_TLS_REJECT_UNAUTHORIZED is »0«: certificates are never left unread/),
  ]);
  expect(told).not.toMatch(/hemlig/);
});

it('takes a mail server with a sender, both or neither', () => {
  const server = { RELAY_SMTP_URL: 'smtp://u:p@smtp.example.com:587', RELAY_SMTP_FROM: 'relay@example.com' };
  expect(readConfig(server).smtp).toEqual({ url: server.RELAY_SMTP_URL, from: server.RELAY_SMTP_FROM });
  expect(readConfig({ RELAY_SMTP_URL: '', RELAY_SMTP_FROM: '' }).smtp).toBeNull();
  expect(failure({ RELAY_SMTP_URL: server.RELAY_SMTP_URL })).toMatch(/go together/);
  expect(failure({ RELAY_SMTP_FROM: server.RELAY_SMTP_FROM })).toMatch(/go together/);
  const wrong = failure({ RELAY_SMTP_URL: 'https://u:hemligt@smtp.example.com', RELAY_SMTP_FROM: 'relay' });
  expect(wrong.split('\n')).toHaveLength(2);
  expect(wrong).not.toContain('hemligt');
});
