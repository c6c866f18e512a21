/** What the packed binary refuses to be, read back from it. */
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';

const { DISABLE, ENABLE } = FuseState;

/** As the baseline wants them. */
export const wantedFuses = {
  [FuseV1Options.RunAsNode]: DISABLE,
  [FuseV1Options.EnableCookieEncryption]: ENABLE,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: DISABLE,
  [FuseV1Options.EnableNodeCliInspectArguments]: DISABLE,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: ENABLE,
  [FuseV1Options.OnlyLoadAppFromAsar]: ENABLE,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: DISABLE,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: DISABLE,
};

export const fusesOf = (program: string) => getCurrentFuseWire(program);
