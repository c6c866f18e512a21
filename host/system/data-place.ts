/**
 * Whether a folder lies where the ledger must not: on a network share, where two computers may write one file and locks hold nothing, or in a
 * folder that a cloud service copies from computer to computer, file by file and while they are written.
 */
import { posix, win32 } from 'node:path';

/** `place`: the share or the service, by the name people know it by. */
export interface BadPlace {
  readonly code: 'dataShared' | 'dataSynced';
  readonly place: string;
}

/** What the decision goes by. */
export interface PlaceFacts {
  readonly platform: NodeJS.Platform;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** What is mounted, as far as the system tells. */
  readonly mounts: readonly Mount[];
  /** Folders that Dropbox says are its own. */
  readonly dropboxes: readonly string[];
  /** Is there a file or folder of this absolute path? */
  readonly exists: (path: string) => boolean;
}

export interface Mount {
  readonly point: string;
  /** The kind of file system, in lower case. */
  readonly kind: string;
  /** What is mounted: a device, or a server's share. */
  readonly source: string;
}

/** File systems that lie on another computer. What a virtual machine or a container shares with its host is not among them. */
const remoteKinds =
  /^(nfs\d?|cifs|smb\d?|smbfs|ncpfs|ncp|afs|afpfs|webdav|davfs2?|ceph|glusterfs|lustre|gpfs|beegfs|fuse\.(sshfs|rclone|gvfsd-fuse|glusterfs|ceph|davfs2?|s3fs|smbnetfs|curlftpfs))$/;
/** A cloud service's own file system. */
const cloudKinds: readonly (readonly [RegExp, string])[] = [
  [/^fuse\.(google-drive-ocamlfuse|drivefs)$|^drivefs$/, 'Google Drive'],
  [/^fuse\.(onedriver|onedrive)$/, 'OneDrive'],
];

/** Names that the services give their folders; `OneDrive - Bolaget AB` and `Dropbox (Bolaget)` are such too. */
const cloudNames: readonly (readonly [RegExp, string])[] = [
  [/^onedrive( - .+)?$/i, 'OneDrive'],
  [/^dropbox( \(.+\))?$/i, 'Dropbox'],
  [/^google ?drive$/i, 'Google Drive'],
  [/^icloud ?drive$/i, 'iCloud'],
  [/^nextcloud$/i, 'Nextcloud'],
  [/^owncloud$/i, 'ownCloud'],
];
/** The root of the drive that Google Drive makes up, in the languages of our users. */
const googleRoots = /^[a-z]:\\(my drive|min enhet)(\\|$)/i;
/** What the services leave in the folders that they copy. */
const cloudMarks: readonly (readonly [string, string])[] = [
  ['.849C9593-D756-4E56-8D6E-42412F2A707B', 'OneDrive'],
  ['.dropbox.cache', 'Dropbox'],
  ['.tmp.drivedownload', 'Google Drive'],
  ['.tmp.driveupload', 'Google Drive'],
  ['.stfolder', 'Syncthing'],
];

/** Null where the ledger may lie there, as far as can be told. `path`: absolute. */
export function judgePlace(path: string, facts: PlaceFacts): BadPlace | null {
  return judgeShare(path, facts) ?? judgeCloud(path, facts);
}

function judgeShare(path: string, { platform, mounts }: PlaceFacts): BadPlace | null {
  if (platform === 'win32') {
    // `\\?\C:\…` is a disk of this computer's, `\\?\UNC\server\…` is not.
    const plain = path.replaceAll('/', '\\').replace(/^\\\\\?\\UNC\\/i, '\\\\');
    const [, server, share] = /^\\\\([^\\?.][^\\]*)\\([^\\]+)/.exec(plain) ?? [];
    return server && share ? { code: 'dataShared', place: `\\\\${server}\\${share}` } : null;
  }
  const mount = mountOf(path, mounts);
  if (mount === null) return null;
  const cloud = cloudKinds.find(([kind]) => kind.test(mount.kind));
  if (cloud) return { code: 'dataSynced', place: cloud[1] };
  return remoteKinds.test(mount.kind) ? { code: 'dataShared', place: mount.source } : null;
}

/** The last of the innermost: what is mounted over another hides it. */
function mountOf(path: string, mounts: readonly Mount[]): Mount | null {
  let found: Mount | null = null;
  for (const mount of mounts) {
    if (!isWithin(path, mount.point, posix)) continue;
    if (found === null || mount.point.length >= found.point.length) found = mount;
  }
  return found;
}

function judgeCloud(path: string, facts: PlaceFacts): BadPlace | null {
  const { platform, exists } = facts;
  const paths = platform === 'win32' ? win32 : posix;
  const synced = (place: string): BadPlace => ({ code: 'dataSynced', place });
  const known = knownFolders(facts, paths).find(([folder]) => isWithin(path, folder, paths));
  if (known) return synced(known[1]);
  if (platform === 'win32' && googleRoots.test(path.replaceAll('/', '\\'))) return synced('Google Drive');
  for (const folder of upwards(path, paths)) {
    const name = cloudNames.find(([pattern]) => pattern.test(paths.basename(folder)));
    const mark = cloudMarks.find(([file]) => exists(paths.join(folder, file)));
    const service = name?.[1] ?? mark?.[1];
    if (service) return synced(service);
  }
  return null;
}

type Paths = typeof posix;

/** Folders of the services, with their names. */
function knownFolders(
  { platform, variables, home, dropboxes }: PlaceFacts,
  paths: Paths,
): (readonly [string, string])[] {
  const { OneDrive, OneDriveConsumer, OneDriveCommercial } = variables;
  const oneDrives = [OneDrive, OneDriveConsumer, OneDriveCommercial].flatMap((folder) =>
    folder ? [[folder, 'OneDrive'] as const] : [],
  );
  const ofMac = [
    [paths.join(home, 'Library', 'Mobile Documents'), 'iCloud'],
    [paths.join(home, 'Library', 'CloudStorage'), 'CloudStorage'],
  ] as const;
  return [
    ...oneDrives,
    ...dropboxes.map((folder) => [folder, 'Dropbox'] as const),
    ...(platform === 'darwin' ? ofMac : []),
  ];
}

/** The folder and all above it, the innermost first. */
function upwards(path: string, paths: Paths): string[] {
  const above = paths.dirname(path);
  return above === path ? [path] : [path, ...upwards(above, paths)];
}

/** Windows and macOS know no difference between upper and lower case; a path that differs in nothing else is the same on Linux too, nearly always. */
function isWithin(path: string, folder: string, paths: Paths): boolean {
  if (!paths.isAbsolute(folder)) return false;
  const way = paths.relative(folder.toLowerCase(), path.toLowerCase());
  return way === '' || (!paths.isAbsolute(way) && way.split(paths.sep)[0] !== '..');
}

/** `/proc/self/mountinfo` of Linux. */
export function readMountInfo(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ');
    const point = before.split(' ')[4];
    const [kind, source] = after.split(' ');
    if (!point || !kind) return [];
    return [{ point: unescaped(point), kind: kind.toLowerCase(), source: unescaped(source ?? kind) }];
  });
}

/** Spaces and other signs stand there as octal numbers. */
const unescaped = (text: string) =>
  text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));

/** What `mount` of macOS says: `//anna@server/share on /Volumes/share (smbfs, nodev)`. */
export function readMountList(text: string): Mount[] {
  return [...text.matchAll(/^(.+?) on (\/.*) \((\w+)[^()]*\)$/gm)].map(
    ([, source = '', point = '', kind = '']) => ({
      source: source.replace(/^\/\/[^@/]*@/, '//'),
      point,
      kind: kind.toLowerCase(),
    }),
  );
}

/** The folders in Dropbox' own `info.json`. */
export function readDropboxes(text: string): string[] {
  try {
    const accounts: unknown = JSON.parse(text);
    if (typeof accounts !== 'object' || accounts === null) return [];
    return Object.values(accounts).flatMap((account: { path?: unknown } | null) =>
      typeof account?.path === 'string' ? [account.path] : [],
    );
  } catch {
    return [];
  }
}
