/**
 * What is handed out for Linux, as somebody meets it: built as `npm run package -- --offline` builds it, looked through, installed, used
 * by an ordinary user in the sandbox, upgraded, removed. Installing changes this computer, so it wants root, and a computer
 * that does not have the program.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { readAsar } from '../packaging/asar.ts';
import { strangersInArchive, strangersInFolder } from '../packaging/contents.ts';
import { fusesOf, wantedFuses } from '../packaging/fuses.ts';
import { eventually, personAt } from '../window/person.ts';
import { chooseLanguage, practise, sendFirstStock } from './first-hour.ts';
import { isRoot, NOBODY, whyNoSandbox } from './nobody.ts';
import { openPackager, type Packager } from './packaged/build.ts';
import {
  dataIn,
  desktopFile,
  type Installed,
  installedVersion,
  layOutEngine,
  makeHome,
  must,
  packageName,
  programFile,
  programFolder,
  programLink,
  startInstalled,
  startsOf,
} from './packaged/installed.ts';
import { engineNode, hasProgram, root, whyNot } from './runtime.ts';

const MB = 1024 * 1024;
const programs = ['dpkg', 'dpkg-deb', 'apt-cache', 'rpm', 'rpmbuild', 'desktop-file-validate', 'xwininfo'];
const missing = programs.filter((name) => !hasProgram(name));
const why =
  whyNot ??
  (missing.length > 0
    ? `no ${missing.join(', ')}`
    : !isRoot
      ? 'to install wants root'
      : installedVersion() !== null
        ? `${packageName} is installed on this computer`
        : whyNoSandbox);

const first = manifest.version;
const second = '99.0.0';
const copyright = `/usr/share/doc/${packageName}/copyright`;

describe.skipIf(why !== null)(`what is handed out for Linux${why === null ? '' : ` (${why})`}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'backoffice-package-'));
  const engine = join(folder, 'engine', 'run');
  let packager: Packager;
  let said = '';
  let [deb, nextDeb, rpm] = ['', '', ''];

  beforeAll(() => {
    chmodSync(folder, 0o755);
    packager = openPackager(folder, engineNode ? engine : null);
    said = packager.make(first, ['deb', 'rpm']);
    packager.make(second, ['deb']);
    [deb = '', nextDeb = ''] = packager.made('.deb');
    [rpm = ''] = packager.made('.rpm');
  });
  afterAll(() => {
    if (why === null && installedVersion() !== null) must('dpkg', '--purge', packageName);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const filesOfDeb = () =>
    must('bash', '-c', 'dpkg-deb --fsys-tarfile "$1" | tar --list', 'bash', deb)
      .split('\n')
      .filter((path) => path !== '' && !path.endsWith('/'))
      .map((path) => path.replace(/^\./, ''))
      .sort();
  const ofRpm = (format: string) => must('rpm', '--query', '--package', '--queryformat', format, rpm);
  const scriptOfDeb = (name: string) => must('dpkg-deb', '--info', deb, name);

  describe('the files', () => {
    it('are there with their sums, and no larger than they need be', () => {
      const sizes = said.split('\n').filter((line) => / MB /.test(line));
      process.stdout.write(`${sizes.join('\n')}\n`);
      expect(sizes).toHaveLength(3);
      const dist = dirname(deb);
      must('bash', '-c', 'cd "$1" && sha256sum --check --strict SHA256SUMS', 'bash', dist);
      const sums = readFileSync(join(dist, 'SHA256SUMS'), 'utf8');
      const names = [deb, nextDeb, rpm].map((file) => basename(file));
      for (const name of [...names, `${packageName}-${first}.cdx.json`])
        expect(sums).toContain(`  ${name}\n`);
      // Compressed little here: what is handed out is a quarter smaller.
      for (const file of [deb, rpm]) expect(statSync(file).size).toBeLessThan(140 * MB);
      const own = join(dist, 'linux-unpacked', 'resources', 'app.asar');
      expect(statSync(own).size).toBeLessThan(9 * MB);
    });

    it('say whose they are, and what they need', () => {
      const field = (name: string) => must('dpkg-deb', '--field', deb, name).trim();
      expect(field('Package')).toBe(packageName);
      expect(field('Version')).toBe(first);
      expect(field('Maintainer')).toBe(manifest.author);
      expect(field('Homepage')).toBe(manifest.homepage);
      // EasyCashier is whom it speaks with, not who has made it.
      expect(`${manifest.author} ${manifest.homepage}`).not.toContain('easycashier.se');
      expect(field('Description')).toMatch(/^Keeps stock equal in EasyCashier and Shopify\n \S/);
      expect(field('Depends')).toContain('libsecret-1-0');
      const names = '%{NAME}|%{VERSION}|%{ARCH}|%{LICENSE}|%{VENDOR}|%{PACKAGER}|%{URL}|%{BUILDHOST}';
      const { author, homepage, license } = manifest;
      expect(ofRpm(names).split('|')).toEqual([
        ...[packageName, first, 'x86_64', license, author, author, homepage, 'localhost'],
      ]);
    });

    it('hold what is expected, and nothing else', () => {
      const files = filesOfDeb();
      const isInside = (path: string) => path.startsWith(`${programFolder}/`);
      const inside = files.filter(isInside).map((path) => path.slice(programFolder.length + 1));
      expect(strangersInFolder(inside)).toEqual([]);
      const icons = [16, 24, 32, 48, 64, 128, 256, 512].map(
        (size) => `/usr/share/icons/hicolor/${size}x${size}/apps/easycashier-backoffice.png`,
      );
      const outside = [desktopFile, copyright, ...icons].sort();
      expect(files.filter((path) => !isInside(path))).toEqual(outside);
      // The same in the other format, but for where the licence lies.
      const licence = `/usr/share/licenses/${packageName}/LICENSE`;
      const entries = ofRpm('[%{FILEMODES:perms} %{FILENAMES}\n]').split('\n');
      const plain = entries.filter((line) => line.startsWith('-')).map((line) => line.replace(/^\S+ /, ''));
      expect(plain.sort()).toEqual(files.map((path) => (path === copyright ? licence : path)).sort());
    });

    it('are root’s, and nobody else may write them', () => {
      const lines = must('dpkg-deb', '--contents', deb).trim().split('\n');
      expect(lines.filter((line) => !/^[-d]rw.r-[-x]r-[-x] root\/root /.test(line))).toEqual([]);
    });

    it('bring scripts that settle the sandbox, its AppArmor profile, the menu and the link', () => {
      for (const script of [scriptOfDeb('postinst'), ofRpm('%{POSTIN}')])
        for (const word of ['chrome-sandbox', 'apparmor-profile', 'update-desktop-database', programLink])
          expect(script).toContain(word);
      for (const script of [scriptOfDeb('postrm'), ofRpm('%{POSTUN}')])
        for (const word of ['/etc/apparmor.d/easycashier-backoffice', programLink])
          expect(script).toContain(word);
    });
  });

  describe('installed', () => {
    let home = '';
    let installed: Installed | null = null;
    const open = () => {
      if (installed === null) throw new Error('it has not been started');
      return installed;
    };
    /** Each with its number first. */
    const processes = () =>
      must('ps', '-eo', 'pid=,args=')
        .split('\n')
        .filter((line) => line.includes(programFile));
    const ledger = () => statSync(join(dataIn(home), 'ledger.sqlite'));

    beforeAll(() => {
      home = makeHome(folder);
      must('dpkg', '--install', deb);
      if (engineNode) layOutEngine(engine);
    });
    afterAll(() => installed?.kill());

    it('is found by its name', () => {
      expect(installedVersion()).toBe(first);
      expect(must('readlink', '--canonicalize', programLink).trim()).toBe(programFile);
    });

    it('finds every library it is linked with by what the package depends on', () => {
      const linked = must('ldd', programFile);
      expect(linked).not.toContain('not found');
      const needed = [...linked.matchAll(/=> (?:\/usr)?(\/lib\S+) /g)].map(([, path = '']) => path);
      expect(needed.map((path) => basename(path))).toContain('libasound.so.2');
      const kinds = ['recommends', 'suggests', 'conflicts', 'breaks', 'replaces', 'enhances'];
      const less = kinds.map((kind) => `--no-${kind}`);
      const all = must('apt-cache', 'depends', '--recurse', '--installed', ...less, packageName).split('\n');
      // Whether the system has /lib or /usr/lib, a package may say the other; one of both is then unknown to it.
      const places = needed.flatMap((path) => [path, `/usr${path}`]);
      const { stdout } = spawnSync('dpkg', ['--search', ...places], { encoding: 'utf8' });
      const brought = stdout
        .split('\n')
        .map((line) => line.split(': '))
        .filter(([names = '']) => names.split(', ').some((name) => all.includes(name.replace(/:.*/, ''))))
        .map(([, path = '']) => path.replace(/^\/usr/, ''));
      expect(needed.filter((path) => !brought.includes(path))).toEqual([]);
    });

    it('has every fuse as the baseline wants it', async () => {
      expect(await fusesOf(programFile)).toMatchObject(wantedFuses);
    });

    it('carries an archive of what was built: no map, no test, no key, no path of who built it', () => {
      const files = readAsar(join(programFolder, 'resources', 'app.asar'));
      expect(strangersInArchive(files.map(({ path }) => path))).toEqual([]);
      expect(files.filter(({ hasIntegrity }) => !hasIntegrity)).toEqual([]);
      const beside = files.filter(({ isUnpacked }) => isUnpacked).map(({ path }) => basename(path));
      expect(beside.sort()).toEqual(['keyring.linux-x64-gnu.node', 'package.json']);
      const texts = files.filter(({ isUnpacked }) => !isUnpacked).map((file) => [file.path, file.text()]);
      const telling = [/sourceMappingURL=\S+\.map/, /PRIVATE KEY-----\n[\w+/]{20}/];
      const isTelling = (text = '') => text.includes(root) || telling.some((one) => one.test(text));
      expect(texts.filter(([, text]) => isTelling(text)).map(([path]) => path)).toEqual([]);
      const packed = JSON.parse(texts.find(([path]) => path === 'package.json')?.[1] ?? '{}');
      expect(packed).toMatchObject({ version: first, license: 'MIT', name: packageName });
    });

    it('brings our licence, those of others and the bill of materials', () => {
      const notices = (name: string) =>
        readFileSync(join(programFolder, 'resources', 'notices', name), 'utf8');
      const own = readFileSync(join(root, 'LICENSE'), 'utf8');
      expect(notices('LICENSE.txt')).toBe(own);
      expect(readFileSync(copyright, 'utf8')).toBe(own);
      expect(notices('THIRD-PARTY-NOTICES.txt')).toContain('@mantine/core');
      const bill = JSON.parse(notices('bom.cdx.json')) as { components: { name: string }[] };
      expect(bill).toMatchObject({ bomFormat: 'CycloneDX', metadata: { component: { name: packageName } } });
      const names = bill.components.map(({ name }) => name);
      for (const name of ['electron', 'react', '@orpc/server', 'undici']) expect(names).toContain(name);
    });

    it('is in the menu, in Swedish too', () => {
      must('desktop-file-validate', desktopFile);
      const entry = readFileSync(desktopFile, 'utf8').split('\n');
      for (const line of [
        'Name=EasyCashier BackOffice Companion',
        'Name[sv]=EasyCashier BackOffice Companion',
        'Comment=Keeps stock equal in EasyCashier and Shopify, in both directions.',
        'Comment[sv]=Håller lagersaldot lika i EasyCashier och Shopify, åt båda hållen.',
        `Exec="${programFile}" %U`,
        'Icon=easycashier-backoffice',
      ])
        expect(entry).toContain(line);
      expect(manifest.desktopName).toBe(basename(desktopFile));
    });

    it('starts for an ordinary user, in the sandbox, wherever the environment would lead it', async () => {
      installed = await startInstalled(home);
      await personAt(installed, 'sv').button('window.welcome.practise').waitFor();
      const status = (pid: number) => readFileSync(`/proc/${pid}/status`, 'utf8');
      expect(status(installed.pid)).toMatch(new RegExp(`^Uid:\\s+${NOBODY}\\s`, 'm'));
      const pages = processes().filter((line) => line.includes('--type=renderer'));
      expect(pages.length).toBeGreaterThan(0);
      expect(pages.join()).not.toContain('no-sandbox');
      // 2: a filter of system calls.
      for (const line of pages) expect(status(Number.parseInt(line, 10))).toMatch(/^Seccomp:\s+2$/m);
      expect(statSync(dataIn(home)).mode & 0o077).toBe(0);
    });

    it('has windows that the dock knows by the desktop file', () => {
      const name = /^StartupWMClass=(.*)$/m.exec(readFileSync(desktopFile, 'utf8'))?.[1];
      const title = 'EasyCashier BackOffice – Shopify';
      expect(must('xwininfo', '-root', '-tree')).toContain(`"${title}": ("${name}" "${name}")`);
    });

    it('practises, sends the first stock, and is told two things it has to keep', async () => {
      const person = personAt(open(), 'sv');
      await open().ask((client) => client.activity.setSettings({ pollSeconds: 7 }));
      await practise(person);
      await sendFirstStock(person);
      await chooseLanguage(person, 'en');
      const english = personAt(open(), 'en');
      await english.page
        .getByRole('navigation')
        .getByText(english.t('window.nav.overview'))
        .first()
        .waitFor();
      expect(open().complaints).toEqual([]);
    });

    it('ends in order', async () => {
      expect(await open().end()).toBe(0);
      installed = null;
      // Electron's helpers see that it has gone, and go.
      await eventually(processes).toEqual([]);
      expect(startsOf(home).map(({ event }) => event)).toEqual(['started']);
    });

    it('is upgraded: the new version goes on where the old one was', async () => {
      const before = ledger().ino;
      must('dpkg', '--install', nextDeb);
      expect(installedVersion()).toBe(second);
      // The old version's script for the removal has run, and has left the link alone.
      expect(must('readlink', '--canonicalize', programLink).trim()).toBe(programFile);
      if (engineNode) layOutEngine(engine);
      installed = await startInstalled(home);
      await personAt(installed, 'en').button('window.welcome.practise').waitFor();
      expect(startsOf(home).map(({ version }) => version)).toEqual([first, second]);
      expect(ledger().ino).toBe(before);
      expect((await installed.ask((client) => client.activity.settings())).pollSeconds).toBe(7);
      expect(await installed.end()).toBe(0);
      installed = null;
    });

    it('keeps its link when an rpm is upgraded, where the old script runs last', () => {
      expect(spawnSync('bash', ['-c', ofRpm('%{POSTUN}'), 'bash', '1']).status).toBe(0);
      expect(existsSync(programLink)).toBe(true);
    });

    it('goes when it is removed, and leaves the data; a purge takes what the system remembers', () => {
      const files = filesOfDeb();
      expect(files.filter((path) => !existsSync(path))).toEqual([]);
      must('dpkg', '--remove', packageName);
      expect([...files, programFolder, programLink].filter((path) => existsSync(path))).toEqual([]);
      must('dpkg', '--purge', packageName);
      expect(spawnSync('dpkg', ['--status', packageName]).status).not.toBe(0);
      expect(ledger().size).toBeGreaterThan(0);
    });
  });

  it('the rpm installs into a system of its own, every file as it was packed, and goes again', () => {
    const system = join(folder, 'system');
    const there = ['--root', system, '--nodeps', '--noscripts'];
    must('rpm', ...there, '--install', rpm);
    expect(must('rpm', '--root', system, '--query', packageName).trim()).toBe(
      `${packageName}-${first}-1.x86_64`,
    );
    must('rpm', ...there, '--verify', packageName);
    expect(statSync(join(system, programFile)).mode & 0o777).toBe(0o755);
    must('rpm', ...there, '--erase', packageName);
    expect(existsSync(join(system, programFolder))).toBe(false);
  });
});
