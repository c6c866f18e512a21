/** A picture of the window at the moment a test failed, in `out/failures`. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { afterEach } from 'vitest';

const folder = fileURLToPath(new URL('../../out/failures', import.meta.url));

/** Of the page that is there then. */
export function photographFailures(pageOf: () => Page | undefined): void {
  afterEach(async ({ task }) => {
    const page = pageOf();
    if (task.result?.state !== 'fail' || page === undefined || page.isClosed()) return;
    mkdirSync(folder, { recursive: true });
    const name = task.fullName.replaceAll(/[^\p{L}\d]+/gu, '-').slice(-120);
    await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
  });
}
