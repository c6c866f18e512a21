/**
 * The messages by which a window of the desktop gets its lines: it posts `askForPort` to itself, the preload passes it on,
 * and `handPort` comes back the same way with a MessagePort. No schema library here: the preload is built from this file.
 */
export const askForPort = 'backoffice:ask-for-port';
export const handPort = 'backoffice:port';

/** Whom a line can lead to: the engine, or the desktop around it. */
export const lineEnds = ['engine', 'shell'] as const;
export type LineEnd = (typeof lineEnds)[number];
