/** What a release says of itself: which version, which files, for whom. Written by the packaging, signed by `tools/updates/sign.ts`. */
import { parseUpdateInfo } from 'electron-updater/out/providers/Provider.js';
import { z } from 'zod';
import { UpdateTrouble } from './trouble.ts';

const GB = 1024 ** 3;

/** A name beside the manifest: it leads to no other server and no other folder, and means nothing to a shell. */
const file = z.object({
  url: z.string().regex(/^[A-Za-z0-9][\w.+-]{0,199}$/),
  /** Base64. */
  sha512: z.base64().length(88),
  size: z.number().int().positive().max(GB),
});

const manifest = z.object({
  version: z.string().regex(/^\d{1,6}\.\d{1,6}\.\d{1,6}$/),
  files: z.array(file).min(1).max(20),
  /** When it was signed: of two, the later one counts. */
  signedAt: z.iso.datetime(),
  /** Of the computers that look by themselves, so many are offered it. */
  stagingPercentage: z.number().min(0).max(100).optional(),
  /** Of the system, as `os.release()` says it. */
  minimumSystemVersion: z
    .string()
    .regex(/^\d+(\.\d+)*$/)
    .optional(),
  /** It cannot be put over an older version by a program. */
  requireManualUpdate: z.boolean().optional(),
});
export type Manifest = z.infer<typeof manifest>;
export type ManifestFile = z.infer<typeof file>;

/** `bytes`: whose signature has been checked. @throws UpdateTrouble `unreadable` */
export function readManifest(bytes: Uint8Array): Manifest {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return manifest.parse(parseUpdateInfo(text, 'manifest', new URL('file:///manifest')));
  } catch (error) {
    throw new UpdateTrouble('unreadable', `the manifest is not understood: ${String(error).slice(0, 500)}`);
  }
}

/** Its name beside the others' on the server, as electron-builder has it. */
export function manifestName(platform: NodeJS.Platform, arch: string): string {
  if (platform === 'win32') return 'latest.yml';
  if (platform === 'darwin') return 'latest-mac.yml';
  return arch === 'x64' ? 'latest-linux.yml' : `latest-linux-${arch}.yml`;
}

/** The files of that kind, those for this processor first. @throws UpdateTrouble `unreadable` where there is none */
export function filesOfKind({ files }: Manifest, extension: string, arch: string): ManifestFile[] {
  const ofKind = files.filter(({ url }) => url.endsWith(`.${extension}`));
  if (ofKind.length === 0) throw new UpdateTrouble('unreadable', `the manifest names no .${extension}`);
  const isOurs = ({ url }: ManifestFile) => url.includes(arch);
  return [...ofKind.filter(isOurs), ...ofKind.filter((one) => !isOurs(one))];
}
