/** Looks into an archive: a header of JSON with a tree of files, then their bytes one after the other. */
import { closeSync, openSync, readSync } from 'node:fs';

interface Entry {
  readonly files?: Readonly<Record<string, Entry>>;
  readonly size?: number;
  readonly unpacked?: boolean;
  readonly integrity?: { readonly algorithm: string; readonly hash: string };
  /** From the end of the header, in bytes, as text. */
  readonly offset?: string;
}

export interface AsarFile {
  /** `out/main/index.cjs` */
  readonly path: string;
  readonly size: number;
  /** Lies beside the archive: a library that the system has to load. */
  readonly isUnpacked: boolean;
  readonly hasIntegrity: boolean;
  /** @throws where it is unpacked */
  text(): string;
}

export function readAsar(archive: string): AsarFile[] {
  const sizes = readAt(archive, 0, 16);
  const [headerSize, jsonSize] = [sizes.readUInt32LE(4), sizes.readUInt32LE(12)];
  const root = JSON.parse(readAt(archive, 16, jsonSize).toString('utf8')) as Entry;
  const filesIn = (entry: Entry, path: string): AsarFile[] => {
    if (entry.files)
      return Object.entries(entry.files).flatMap(([name, child]) =>
        filesIn(child, path ? `${path}/${name}` : name),
      );
    const size = entry.size ?? 0;
    return [
      {
        path,
        size,
        isUnpacked: entry.unpacked === true,
        hasIntegrity: entry.integrity?.algorithm === 'SHA256',
        text: () => {
          if (entry.offset === undefined) throw new Error(`${path} is not in the archive`);
          return readAt(archive, 8 + headerSize + Number(entry.offset), size).toString('utf8');
        },
      },
    ];
  };
  return filesIn(root, '');
}

function readAt(file: string, position: number, length: number): Buffer {
  const handle = openSync(file, 'r');
  try {
    const found = Buffer.alloc(length);
    readSync(handle, found, 0, length, position);
    return found;
  } finally {
    closeSync(handle);
  }
}
