/** What a person types where the system’s package manager installs: fetches the file into a folder that nobody else can write to, holds it to what was signed, installs it. */
import type { ManifestFile } from './manifest.ts';

const install = { deb: 'sudo apt install', rpm: 'sudo dnf install' } as const;

/** `address`: of the folder. The file's name means nothing to a shell (`manifest.ts`). */
export function installCommand(
  extension: 'deb' | 'rpm',
  address: URL,
  { url, sha512 }: ManifestFile,
): string {
  const from = new URL(url, address).href.replaceAll("'", '%27');
  const sum = Buffer.from(sha512, 'base64').toString('hex');
  return [
    'cd "$(mktemp -d)"',
    `curl -fLO '${from}'`,
    `echo '${sum}  ${url}' | sha512sum -c`,
    `${install[extension]} ./${url}`,
  ].join(' && ');
}
