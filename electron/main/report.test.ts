import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRedactor } from '../../host/system/redaction.ts';
import { statusWith } from '../../shared/testing/status.ts';
import { ourTime } from '../../shared/words/time.ts';
import { dumpFolders, type ReportSources, reportMaker } from './report.ts';

let dataDir: string;
let dumps: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'desktop-report-'));
  dumps = join(dataDir, 'Crashpad');
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const death = { at: ourTime(7), livedMs: 200, code: 134, signal: null, words: 'FATAL ERROR' };
const engine = { state: () => 'failing' as const, restarts: () => 6, death: () => death };
const nobody: ReportSources['watch'] = { ask: async () => null, status: () => null };

function make(changes: Partial<ReportSources> = {}) {
  const redactor = createRedactor();
  redactor.learn('hemligt-lösen');
  const sources = { dataDir, dumpFolders: [{ folder: dumps, prefix: '' }], engine, watch: nobody, redactor };
  return reportMaker({ ...sources, now: () => Date.UTC(2026, 10, 28, 9), ...changes })();
}

function leaveDump(name: string, atSeconds: number) {
  writeFileSync(join(dumps, name), 'lösenord i minnet');
  utimesSync(join(dumps, name), atSeconds, atSeconds);
}

describe('the report of main', () => {
  it('needs no engine: it has how that died, both logs and the names of the dumps, and not what is in them', async () => {
    mkdirSync(join(dumps, 'pending'), { recursive: true });
    leaveDump(join('pending', 'old.dmp'), 1_000);
    leaveDump('new.dmp', 2_000);
    leaveDump('settings.dat', 3_000);
    writeFileSync(join(dataDir, 'desktop.log.1'), '{"event":"before"}\n');
    writeFileSync(join(dataDir, 'desktop.log'), '{"event":"the engine has died","words":"hemligt-lösen"}\n');
    writeFileSync(join(dataDir, 'backoffice.log'), '{"event":"sync.trouble"}\n');
    const { file, text } = await make();
    expect(file).toBe('backoffice-rapport-2026-11-28.json');
    expect(JSON.parse(text)).toMatchObject({
      engine: null,
      technicalLog: ['{"event":"sync.trouble"}'],
      desktop: {
        engine: { state: 'failing', restarts: 6, death },
        log: ['{"event":"before"}', '{"event":"the engine has died","words":"[hidden]"}'],
        crashDumps: [
          'new.dmp, 1970-01-01T00:33:20.000Z, 18 bytes',
          `${join('pending', 'old.dmp')}, 1970-01-01T00:16:40.000Z, 18 bytes`,
        ],
      },
    });
    expect(text).not.toContain('lösenord i minnet');
  });

  it('is there where nothing else is', async () => {
    const { text } = await make();
    expect(JSON.parse(text)).toMatchObject({ technicalLog: [], desktop: { log: [], crashDumps: [] } });
  });

  it('has the engine’s own where there is one, and no organisation number in either half', async () => {
    writeFileSync(join(dataDir, 'desktop.log'), '{"words":"GET /v1/company/5566778899"}\n');
    const own = {
      file: 'theirs.json',
      text: '{"engine":{"ledger":{"integrity":"ok"}},"technicalLog":["a"]}',
    };
    const watch: ReportSources['watch'] = {
      status: () => statusWith({ company: '556677-8899' }),
      ask: (what) => what({ host: { report: async () => own } } as never, new AbortController().signal),
    };
    const { file, text } = await make({ watch });
    expect(file).toBe('theirs.json');
    expect(JSON.parse(text)).toMatchObject({
      engine: { ledger: { integrity: 'ok' } },
      technicalLog: ['a'],
      desktop: { log: ['{"words":"GET /v1/company/[hidden]"}'] },
    });
  });

  it('leaves out what other programs of the computer left behind', async () => {
    mkdirSync(dumps);
    leaveDump('till.exe.7.dmp', 1_000);
    leaveDump('BackOffice.exe.8.dmp', 2_000);
    const { text } = await make({ dumpFolders: [{ folder: dumps, prefix: 'BackOffice.exe' }] });
    expect(JSON.parse(text).desktop.crashDumps).toEqual([
      'BackOffice.exe.8.dmp, 1970-01-01T00:33:20.000Z, 18 bytes',
    ]);
  });

  it('looks where Electron keeps them', () => {
    expect(dumpFolders({ getPath: (name) => `/profile/${name}` })[0]).toEqual({
      folder: '/profile/crashDumps',
      prefix: '',
    });
  });
});
