/** The way into the window in a browser: once by each printed address, back by a reload, and words where there is none. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { lineProtocol } from '../../shared/words/window-entry.ts';
import { chromiumPath, enter, launchBrowser } from './browser.ts';
import { photographFailures } from './failures.ts';
import { openAs, type Person } from './person.ts';
import { type Served, serveWindow } from './served.ts';

describe.skipIf(chromiumPath === null)('the way into the window', () => {
  let served: Served;
  let browser: Browser;
  let person: Person;
  let first: string;

  beforeAll(async () => {
    [served, browser] = await Promise.all([serveWindow(), launchBrowser()]);
    first = await served.address();
    person = await openAs(browser, { ...served, address: async () => first });
  });
  photographFailures(() => person?.page);
  afterAll(async () => {
    await browser?.close();
    await served?.end();
  });

  const isOpen = () => person.button('window.welcome.connect').waitFor();
  const atTheDoor = async (page: Page) => {
    await page.getByRole('heading', { level: 1, name: person.t('cli.door.title') }).waitFor();
    await page.getByText(person.t('cli.door.how')).waitFor();
  };

  it('is the printed address, which is out of the address line and the history at once', async () => {
    await isOpen();
    expect(person.page.url()).toBe(served.page(''));
    await person.page.goBack();
    expect(person.page.url()).not.toContain('#');
    await person.page.goto(served.page(''));
    await isOpen();
  });

  it('is open to a reload, a second tab, a bookmark, and whoever types no more than the port', async () => {
    await person.page.reload();
    await isOpen();
    const { origin } = new URL(served.page(''));
    for (const address of [served.page(''), `${origin}/`, `${origin}/#/settings`]) {
      const tab = await person.context.newPage();
      await tab.goto(address);
      await tab.getByRole('button', { name: person.t('window.welcome.connect') }).waitFor();
      await tab.close();
    }
  });

  it('is spent: another browser that opens the same address finds words, and the next printed one', async () => {
    const other = await browser.newContext({ locale: 'sv-SE' });
    const page = await other.newPage();
    await page.goto(first);
    await atTheDoor(page);
    await enter(page, served);
    await page.getByRole('button', { name: person.t('window.welcome.connect') }).waitFor();
    await other.close();
    // In the browser that is let in the spent one leads to the window.
    const tab = await person.context.newPage();
    await tab.goto(first);
    await tab.getByRole('button', { name: person.t('window.welcome.connect') }).waitFor();
    await tab.close();
  });

  it('is not what another server on this computer is sent', async () => {
    const received: IncomingHttpHeaders[] = [];
    const server = createServer(({ headers }, response) => {
      received.push(headers);
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<p>another</p>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const other = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const tab = await person.context.newPage();
    await tab.goto(`${other}/`);
    expect(received.map(({ cookie }) => cookie)).toEqual(received.map(() => undefined));
    // It knows our path, and has the browser ask it for that: the cookie comes, and opens nothing.
    await tab.goto(`${other}/backoffice/`);
    await tab.evaluate(`new Promise((done) => {
      const socket = new WebSocket('${other.replace('http', 'ws')}/backoffice/rpc', '${lineProtocol}');
      socket.onerror = done;
    })`);
    const cookie = received.map((headers) => headers.cookie ?? '').find((sent) => sent !== '') ?? '';
    expect(cookie).toMatch(/^backoffice_\d+=/);
    const { origin, href } = new URL(served.page(''));
    const stolen = new WebSocket(`${href.replace('http', 'ws')}rpc`, [lineProtocol], {
      headers: { origin, cookie },
    });
    stolen.on('error', () => undefined);
    const status = await new Promise((resolve) =>
      stolen.once('unexpected-response', (_request, response) => resolve(response.statusCode)),
    );
    expect(status).toBe(401);
    await tab.close();
    await new Promise((resolve) => server.close(resolve));
  });

  it('is shut after a restart: the open window says so, a reload and a bookmark show words, the new address opens both', async () => {
    const { page, context, t } = person;
    const bookmark = await context.newPage();
    await served.die();
    await served.startAgain();
    await page.getByText(t('window.trouble.shut.what')).waitFor();
    await page.getByText(t('window.trouble.shut.next')).waitFor();
    await bookmark.goto(served.page(''));
    await atTheDoor(bookmark);
    await enter(bookmark, served);
    await bookmark.getByRole('button', { name: t('window.welcome.connect') }).waitFor();
    // Without a touch.
    await isOpen();
    await served.die();
    await served.startAgain();
    await page.getByText(t('window.trouble.shut.what')).waitFor();
    await page.reload();
    await atTheDoor(page);
    await enter(page, served);
    await isOpen();
  });
});
