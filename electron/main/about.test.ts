import { expect, it } from 'vitest';
import { version } from '../../host/system/version.ts';
import { aboutPanel } from './about.ts';

it('says the version, whose it is, the licence, and those of what it is built on', () => {
  const { applicationVersion, copyright } = aboutPanel(version, {
    electron: '45.4.1',
    chrome: '156.0',
    node: '24.18.1',
  });
  expect(applicationVersion).toBe(version);
  for (const word of [
    '© EasyCashier BackOffice Companion contributors',
    'MIT',
    'Electron 45.4.1',
    'Chromium 156.0',
    'Node.js 24.18.1',
    'LICENSES.chromium.html',
    'LICENSE,THIRD-PARTY-NOTICES}.txt',
  ])
    expect(copyright).toContain(word);
});
