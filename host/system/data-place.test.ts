/** Where the ledger may lie: a table of places on three systems. */
import { describe, expect, it } from 'vitest';
import {
  judgePlace,
  type Mount,
  type PlaceFacts,
  readDropboxes,
  readMountInfo,
  readMountList,
} from './data-place.ts';

const oneDrive = 'C:\\Users\\anna\\OneDrive - Bolaget AB';
const facts = (platform: NodeJS.Platform, there: readonly string[] = [], mounts: readonly Mount[] = []) =>
  ({
    platform,
    variables: platform === 'win32' ? { OneDrive: oneDrive, OneDriveCommercial: oneDrive } : {},
    home: { win32: 'C:\\Users\\anna', darwin: '/Users/anna' }[platform as string] ?? '/home/anna',
    mounts,
    dropboxes: platform === 'win32' ? ['D:\\Moln'] : ['/home/anna/Moln'],
    exists: (path) => there.includes(path),
  }) satisfies PlaceFacts;

/** Kernel lines as they are: the share is mounted over the automounter's own point. */
const mounts = readMountInfo(
  [
    '22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw',
    '30 22 0:40 / /srv rw shared:9 - autofs systemd-1 rw,fd=31',
    '31 30 0:41 / /srv rw,relatime shared:9 - nfs4 nas.local:/volym rw,vers=4.2',
    '32 22 0:42 / /mnt/kassa\\040två rw - cifs //server/kassa\\040två rw',
    '33 22 0:43 / /mnt/drive rw - fuse.google-drive-ocamlfuse google-drive-ocamlfuse rw',
    '34 22 0:44 / /mnt/ssh rw - fuse.sshfs anna@server: rw',
    '35 31 8:2 / /srv/disk rw - ext4 /dev/sdb1 rw',
    '36 22 0:45 / /data rw - virtiofs mount0 rw',
  ].join('\n'),
);
const macMounts = readMountList(
  [
    '/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)',
    '//anna@server/kassa on /Volumes/kassa (smbfs, nodev, nosuid, mounted by anna)',
  ].join('\n'),
);

describe('a network share', () => {
  it.each([
    ['\\\\server\\kassa\\data', '\\\\server\\kassa'],
    ['//server/kassa/data', '\\\\server\\kassa'],
    ['\\\\?\\UNC\\server\\kassa\\data', '\\\\server\\kassa'],
    ['\\\\wsl.localhost\\Ubuntu\\home\\anna', '\\\\wsl.localhost\\Ubuntu'],
  ])('of Windows: %s', (path, place) => {
    expect(judgePlace(path, facts('win32'))).toEqual({ code: 'dataShared', place });
  });

  it.each([
    ['/srv/data', 'nas.local:/volym'],
    ['/mnt/kassa två/data', '//server/kassa två'],
    ['/mnt/ssh/data', 'anna@server:'],
  ])('of Linux: %s', (path, place) => {
    expect(judgePlace(path, facts('linux', [], mounts))).toEqual({ code: 'dataShared', place });
  });

  it('of macOS, without the name it is logged in by', () => {
    const place = '//server/kassa';
    expect(judgePlace('/Volumes/kassa/data', facts('darwin', [], macMounts))).toEqual({
      code: 'dataShared',
      place,
    });
  });
});

describe('a folder that is copied between computers', () => {
  it.each([
    [`${oneDrive}\\Dokument\\data`, 'OneDrive'],
    [`${oneDrive.toUpperCase()}\\data`, 'OneDrive'],
    ['E:\\OneDrive\\data', 'OneDrive'],
    ['D:\\Moln\\data', 'Dropbox'],
    ['C:\\Users\\anna\\Dropbox (Bolaget)\\data', 'Dropbox'],
    ['G:\\Min enhet\\data', 'Google Drive'],
    ['G:\\My Drive', 'Google Drive'],
    ['C:\\Users\\anna\\iCloudDrive\\data', 'iCloud'],
  ])('on Windows: %s', (path, place) => {
    expect(judgePlace(path, facts('win32'))).toEqual({ code: 'dataSynced', place });
  });

  it.each([
    ['/Users/anna/Library/Mobile Documents/com~apple~CloudDocs/data', 'iCloud'],
    ['/Users/anna/Library/CloudStorage/OneDrive-Bolaget/data', 'CloudStorage'],
    ['/Users/anna/Google Drive/data', 'Google Drive'],
  ])('on macOS: %s', (path, place) => {
    expect(judgePlace(path, facts('darwin'))).toEqual({ code: 'dataSynced', place });
  });

  it.each([
    ['/home/anna/Moln/data', [], 'Dropbox'],
    ['/home/anna/Nextcloud/data', [], 'Nextcloud'],
    ['/mnt/drive/data', [], 'Google Drive'],
    ['/x/y/data', ['/x/.dropbox.cache'], 'Dropbox'],
    ['/x/y/data', ['/x/y/.stfolder'], 'Syncthing'],
    ['/x/y/data', ['/x/y/data/.849C9593-D756-4E56-8D6E-42412F2A707B'], 'OneDrive'],
    ['/x/y/data', ['/x/.tmp.drivedownload'], 'Google Drive'],
  ])('on Linux: %s %j', (path, there, place) => {
    expect(judgePlace(path, facts('linux', there, mounts))).toEqual({ code: 'dataSynced', place });
  });
});

describe('a place of this computer', () => {
  it.each([
    'C:\\Users\\anna\\AppData\\Local\\easycashier-backoffice',
    'C:\\Users\\anna\\AppData\\Roaming\\easycashier-backoffice',
    '\\\\?\\C:\\data',
    'C:\\Users\\anna\\OneDriveKopia',
    'C:\\Users\\anna\\Mina dropboxar\\data',
    'D:\\Molnet\\data',
    'D:\\My Drive backup',
  ])('on Windows: %s', (path) => {
    expect(judgePlace(path, facts('win32'))).toBeNull();
  });

  it.each(['/home/anna/.local/share/easycashier-backoffice', '/srv/disk/data', '/srv2/data', '/data/x'])(
    'on Linux: %s',
    (path) => {
      // The settings of Dropbox lie in the home of everybody who has it.
      expect(judgePlace(path, facts('linux', ['/home/anna/.dropbox'], mounts))).toBeNull();
    },
  );

  it('is any where nothing is known', () => {
    expect(judgePlace('/Volumes/disk', facts('darwin', [], macMounts))).toBeNull();
    expect(judgePlace('/data', facts('linux'))).toBeNull();
  });
});

it('Dropbox tells where its folders are, or nothing that can be read', () => {
  expect(readDropboxes('{"personal":{"path":"/a","host":1},"business":{"path":"/b"}}')).toEqual(['/a', '/b']);
  for (const text of ['', 'null', '[]', '{"personal":null}', '{"personal":{"path":7}}'])
    expect(readDropboxes(text)).toEqual([]);
});
