/** Everything that may be in the archive of a packed app. */
const inArchive = [
  /^package\.json$/,
  /^out\/main\/(index|engine|relay|ledger-thread)\.cjs$/,
  /^out\/main\/chunks\/[\w-]+\.cjs$/,
  /^out\/preload\/index\.cjs$/,
  /^out\/renderer\/(index\.html|log\.html|icon\.svg|licences\.json)$/,
  /^out\/renderer\/assets\/[\w-]+\.(js|css|woff2|svg)$/,
  /^node_modules\/@napi-rs\/keyring\/(package\.json|index\.js)$/,
  /^node_modules\/@napi-rs\/keyring-[\w-]+\/(package\.json|keyring\.[\w-]+\.node)$/,
];

/** Everything that may lie in the program's folder, on Linux: Electron, the archive, pictures, licences. */
const inFolder = [
  /^easycashier-backoffice$/,
  /^(chrome-sandbox|chrome_crashpad_handler)$/,
  /^(resources|chrome_100_percent|chrome_200_percent)\.pak$/,
  /^(icudtl\.dat|snapshot_blob\.bin|v8_context_snapshot\.bin|vk_swiftshader_icd\.json)$/,
  /^lib(EGL|GLESv2|ffmpeg|vk_swiftshader)\.so$|^libvulkan\.so\.1$/,
  /^(LICENSE\.electron\.txt|LICENSES\.chromium\.html)$/,
  /^locales\/(sv|en-US|en-GB)\.pak$/,
  /^resources\/(app\.asar|apparmor-profile)$/,
  // Where the build was given an address for new versions, electron-builder notes it; ours is in the archive (electron/release.json).
  /^resources\/(app-update\.yml|package-type)$/,
  /^resources\/app\.asar\.unpacked\/node_modules\/@napi-rs\/keyring-[\w-]+\/(package\.json|keyring\.[\w-]+\.node)$/,
  /^resources\/images\/icon\.png$/,
  /^resources\/images\/tray\/[a-zA-Z]+-(light|dark|Template)(@2x)?\.(png|ico)$/,
  /^resources\/notices\/(LICENSE\.txt|THIRD-PARTY-NOTICES\.txt|bom\.cdx\.json)$/,
];

const isNoneOf = (allowed: readonly RegExp[]) => (path: string) => !allowed.some((one) => one.test(path));

/** Paths in the archive that nobody expects there. */
export const strangersInArchive = (paths: readonly string[]) => paths.filter(isNoneOf(inArchive));
/** Of those in the program's folder. */
export const strangersInFolder = (paths: readonly string[]) => paths.filter(isNoneOf(inFolder));
