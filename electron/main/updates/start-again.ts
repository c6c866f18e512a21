import { app } from 'electron';
import { startWhenGone } from './start-when-gone.ts';

/** Ends this life of the program and begins another: what was to end it has not gone well, and its engine has ended. */
export function startAgain(): void {
  const { APPIMAGE } = process.env;
  if (APPIMAGE) startWhenGone(process.pid, APPIMAGE, process.argv.slice(1));
  else app.relaunch();
  app.exit(0);
}
