/** The shipped rules and the dashboard: about metrics that a relay has, each rule told in the operator's page, and read by Prometheus' own checker. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pair, type RelayProgram, startRelay } from './program.ts';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const rules = readFileSync(at('relay/monitoring/alerts.yml'), 'utf8');
const dashboard = readFileSync(at('relay/monitoring/dashboard.json'), 'utf8');
const page = readFileSync(at('docs/relay-operating.md'), 'utf8');
const promtool = (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, 'promtool')));
const ADMIN_KEY = 'the-admin-key-of-this-test';

const alerts = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name]) => name ?? '');
/** Every expression of the dashboard, and of the rules. */
const expressions = [
  ...[...rules.matchAll(/expr: (.+)/g)].map(([, text]) => text ?? ''),
  ...(JSON.parse(dashboard) as { panels: { targets: { expr: string }[] }[] }).panels.flatMap(({ targets }) =>
    targets.map(({ expr }) => expr),
  ),
];
const named = new Set(expressions.flatMap((text) => text.match(/\b(?:relay|process)_\w+/g) ?? []));

describe('what is watched', () => {
  let [dataDir, text, tenants]: [string, string, string] = ['', '', ''];
  let relay: RelayProgram;
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'relay-monitoring-'));
    relay = await startRelay({ RELAY_DATA_DIR: dataDir, RELAY_ADMIN_KEY: ADMIN_KEY });
    const tenantId = await pair(relay.url);
    const ask = async (path: string, key = '') =>
      (await fetch(`${relay.url}${path}`, { headers: { Authorization: `Bearer ${key}` } })).text();
    text = await ask('/metrics');
    expect(await ask('/metrics/tenants')).not.toContain(tenantId);
    tenants = await ask('/metrics/tenants', ADMIN_KEY);
    expect(tenants).toContain(`relay_tenant_last_seen_timestamp_seconds{tenant="${tenantId}"}`);
    expect(text).not.toContain(tenantId);
  });
  afterAll(async () => {
    await relay.kill('SIGTERM');
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('is something that a relay measures', () => {
    expect(named.size).toBeGreaterThan(15);
    const measured = `${text}${tenants}`;
    expect([...named].filter((name) => !new RegExp(`^${name}[ {]`, 'm').test(measured))).toEqual([]);
  });

  it('has labels that are there', () => {
    const labels = expressions.flatMap((one) => [...one.matchAll(/(relay_\w+)\{(\w+)=~?"([^"]+)"/g)]);
    expect(labels.length).toBeGreaterThan(2);
    for (const [, name, label, values] of labels) {
      if (label === 'status') continue; // Only what has been answered once is counted.
      for (const value of (values ?? '').split('|'))
        expect(`${text}${tenants}`).toContain(`${name}{${label}="${value}"}`);
    }
  });

  it('stands in the operator’s page, each rule with why', () => {
    expect(alerts.length).toBeGreaterThan(10);
    expect(alerts.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it('tells a measure once, with its help and its type', () => {
    const types = [...text.matchAll(/^# TYPE (\w+) /gm)].map(([, name]) => name);
    expect(new Set(types).size).toBe(types.length);
    expect([...text.matchAll(/^# HELP (\w+) /gm)].map(([, name]) => name)).toEqual(types);
  });

  it.skipIf(!promtool)('is read by Prometheus', () => {
    const checked = spawnSync('promtool', ['check', 'rules', at('relay/monitoring/alerts.yml')], {
      encoding: 'utf8',
    });
    expect(checked.stdout + checked.stderr).toContain(`${alerts.length} rules found`);
    expect(checked.status).toBe(0);
    for (const body of [text, tenants]) {
      const metrics = spawnSync('promtool', ['check', 'metrics'], { input: body, encoding: 'utf8' });
      expect(metrics.stdout + metrics.stderr).toBe('');
    }
    for (const expr of expressions) {
      const file = join(dataDir, 'one.yml');
      const groups = { groups: [{ name: 'one', rules: [{ record: 'one', expr }] }] };
      // JSON is YAML.
      writeFileSync(file, JSON.stringify(groups));
      expect([expr, spawnSync('promtool', ['check', 'rules', file]).status]).toEqual([expr, 0]);
    }
  });
});
