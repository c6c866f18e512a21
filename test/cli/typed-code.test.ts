/** A pairing code that is typed where nothing is kept would be used up for one command: it is not asked for. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'backoffice-typed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const commandLine = fileURLToPath(new URL('../../host/cli/backoffice.ts', import.meta.url));

it.each(['env', 'memory'])(
  'with BACKOFFICE_SECRETS=%s the variable is named that it must be given in',
  async (flavour) => {
    // A terminal of its own: only there is anything asked for.
    const command = `"${process.execPath}" --no-warnings "${commandLine}" webhooks create`;
    const program = spawn('script', ['-qec', command, '/dev/null'], {
      env: {
        PATH: process.env.PATH,
        LANG: 'sv_SE.UTF-8',
        HOME: folder,
        BACKOFFICE_DATA_DIR: join(folder, flavour),
        BACKOFFICE_SECRETS: flavour,
      },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    program.stdin.end();
    let said = '';
    program.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const code = await new Promise((resolve) => program.once('close', resolve));
    expect(said).toContain('RELAY_PAIRING_CODE');
    expect(said).not.toContain('?');
    expect(code).toBe(1);
  },
);
