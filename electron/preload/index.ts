/** Between a window and main: hands over ports that lead to the engine or to the desktop, and nothing else. */
import { ipcRenderer } from 'electron';
import { askForPort, handPort } from '../../shared/words/desktop-line.ts';

window.addEventListener('message', ({ source, origin, data }: MessageEvent) => {
  if (source !== window || origin !== location.origin || data?.type !== askForPort) return;
  // Main judges what is in it, and who asks.
  ipcRenderer.send(askForPort, { id: data.id, to: data.to });
});

ipcRenderer.on(handPort, ({ ports }, id: unknown) => {
  window.postMessage({ type: handPort, id }, location.origin, ports);
});
