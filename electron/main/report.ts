/** The file for whoever helps, made by main: with the engine's own report where there is an engine, and without it where there is none. */
import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { App } from 'electron';
import type { Redactor } from '../../host/system/redaction.ts';
import { lastLines, readable, type SupportReport, supportReport } from '../../host/system/support-report.ts';
import type { Supervisor } from './engine/supervisor.ts';
import type { Watch } from './presence/watch.ts';

/** The engine goes through its whole ledger for it. */
const PATIENCE_MS = 60_000;
/** Of each folder, the newest. */
const DUMPS = 20;

export type MakeReport = () => Promise<SupportReport>;

export interface ReportSources {
  readonly dataDir: string;
  readonly dumpFolders: readonly DumpFolder[];
  readonly engine: Pick<Supervisor, 'state' | 'restarts' | 'death'>;
  readonly watch: Pick<Watch, 'ask' | 'status'>;
  readonly redactor: Redactor;
  /** Epoch ms. */
  readonly now?: () => number;
}

interface DumpFolder {
  readonly folder: string;
  /** What a name begins with where the folder is other programs' too. */
  readonly prefix: string;
}

/** Where the system may have left what remained of a process of ours. Nothing of it is read: it may hold keys. */
export function dumpFolders(app: Pick<App, 'getPath'>): DumpFolder[] {
  const { LOCALAPPDATA } = process.env;
  const own = { folder: app.getPath('crashDumps'), prefix: '' };
  if (process.platform !== 'win32' || !LOCALAPPDATA) return [own];
  return [own, { folder: join(LOCALAPPDATA, 'CrashDumps'), prefix: basename(process.execPath) }];
}

export function reportMaker(sources: ReportSources): MakeReport {
  const { dataDir, engine, watch, redactor, now = Date.now } = sources;
  return async () => {
    const company = watch.status()?.company ?? null;
    const made = await watch.ask((client, signal) => client.host.report(undefined, { signal }), PATIENCE_MS);
    const desktop = {
      engine: { state: engine.state(), restarts: engine.restarts(), death: engine.death() },
      log: ['desktop.log.1', 'desktop.log'].flatMap((name) => lastLines(join(dataDir, name))),
      crashDumps: sources.dumpFolders.flatMap(dumpNames),
    };
    if (made === null) return supportReport(null, company, dataDir, redactor, now(), { desktop });
    const report = { ...(JSON.parse(made.text) as object), desktop };
    return { file: made.file, text: readable(report, company, redactor) };
  };
}

/** `name, when it was written, bytes` of each dump, the newest first. */
function dumpNames({ folder, prefix }: DumpFolder): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.dmp') && name.startsWith(prefix))
      .map((name) => ({ name, ...statOf(join(folder, name)) }))
      .sort((one, other) => other.writtenAt - one.writtenAt)
      .slice(0, DUMPS)
      .map(({ name, writtenAt, size }) => `${name}, ${new Date(writtenAt).toISOString()}, ${size} bytes`);
  } catch {
    // There is none, or it has just gone.
    return [];
  }
}

function statOf(file: string): { writtenAt: number; size: number } {
  const { mtimeMs, size } = statSync(file);
  return { writtenAt: mtimeMs, size };
}
