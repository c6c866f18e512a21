import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installCommand } from './command.ts';
import { type Installation, wayOf } from './way.ts';

describe('an installation', () => {
  const packed = { isPackaged: true, platform: 'linux', appImage: undefined, packageType: null } as const;
  it.each([
    ['of a clone gets nothing', { isPackaged: false, appImage: '/a.AppImage' }, 'none'],
    ['that was unpacked somewhere gets nothing', {}, 'none'],
    ['of Windows installs by itself', { platform: 'win32' }, 'self exe'],
    ['of macOS installs by itself', { platform: 'darwin' }, 'self zip'],
    ['that is an AppImage installs by itself', { appImage: '/a.AppImage' }, 'self AppImage'],
    ['of the package manager is told of it', { packageType: 'deb\n' }, 'command deb'],
    // A program started by another that is an AppImage has that one's path in its environment.
    ['of the package manager, whoever has started it', { packageType: 'rpm', appImage: '/b' }, 'command rpm'],
  ] as const)('%s', (_what, more, expected) => {
    const { is, extension } = { extension: '', ...wayOf({ ...packed, ...more } as Installation) };
    expect(`${is} ${extension}`.trim()).toBe(expected);
  });
});

describe('the command for a package manager', () => {
  const bytes = 'a package';
  const sha512 = createHash('sha512').update(bytes).digest('base64');
  const file = { url: 'companion-0.2.0-linux-amd64.deb', sha512, size: bytes.length };
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'command-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('fetches the file, holds it to what was signed, and installs it', () => {
    const command = installCommand('deb', new URL('https://example.se/a/'), file);
    expect(command).toContain("curl -fLO 'https://example.se/a/companion-0.2.0-linux-amd64.deb' && ");
    expect(command).toMatch(/ && sudo apt install \.\/companion-0\.2\.0-linux-amd64\.deb$/);
    expect(installCommand('rpm', new URL('https://example.se/'), file)).toContain(' && sudo dnf install ./');
  });

  it.skipIf(process.platform === 'win32')('does not install what is not the file', () => {
    // The shell as it is, with stand-ins for the network, the package manager and the way to another folder.
    const run = (served: string) => {
      const standIns = `curl() { printf '%s' '${served}' > ${file.url}; }; sudo() { echo "installs $*"; }; cd() { true; }`;
      const command = installCommand('deb', new URL("https://example.se/it's/"), file);
      return spawnSync('/bin/bash', ['-c', `${standIns}\n${command}`], { cwd: folder, encoding: 'utf8' })
        .stdout;
    };
    expect(run(bytes)).toContain(`installs apt install ./${file.url}`);
    expect(run('another')).not.toContain('installs');
  });
});
