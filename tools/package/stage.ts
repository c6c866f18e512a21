/** Lays files where they will lie on the computer, under a folder that stands for `/`. */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from './job.ts';

export interface Placed {
  /** Ends with a slash: a folder whose content is meant. */
  readonly source: string;
  /** An absolute path. */
  readonly place: string;
}

/** Returns `root`. Whatever the builder's umask was, everybody may read it and its owner alone may write. */
export function stage(placed: readonly Placed[], root: string): string {
  for (const { source, place } of placed) {
    const to = join(root, place);
    const isFolder = source.endsWith('/');
    mkdirSync(isFolder ? to : dirname(to), { recursive: true });
    run('cp', '-a', '--reflink=auto', isFolder ? `${source}.` : source, to);
  }
  run('chmod', '-R', 'u+rwX,go+rX,go-w', root);
  return root;
}
