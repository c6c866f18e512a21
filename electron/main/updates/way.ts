/** How this installation comes by a new version. */

export type Way =
  /** Nobody can say where it came from: a clone, a folder that was unpacked, a build without an address. */
  | { readonly is: 'none' }
  /** The system's package manager installs, by the hand of who may. */
  | { readonly is: 'command'; readonly extension: 'deb' | 'rpm' }
  | { readonly is: 'self'; readonly extension: 'exe' | 'zip' | 'AppImage' };

export interface Installation {
  readonly isPackaged: boolean;
  readonly platform: NodeJS.Platform;
  /** Where the AppImage lies that this program runs from. */
  readonly appImage: string | undefined;
  /** What electron-builder has left of itself in a package: `deb`, `rpm`; null: nothing. */
  readonly packageType: string | null;
}

export function wayOf({ isPackaged, platform, appImage, packageType }: Installation): Way {
  if (!isPackaged) return { is: 'none' };
  if (platform === 'win32') return { is: 'self', extension: 'exe' };
  if (platform === 'darwin') return { is: 'self', extension: 'zip' };
  if (platform !== 'linux') return { is: 'none' };
  const kind = packageType?.trim();
  if (kind === 'deb' || kind === 'rpm') return { is: 'command', extension: kind };
  return appImage ? { is: 'self', extension: 'AppImage' } : { is: 'none' };
}
