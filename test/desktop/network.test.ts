/** Main finds out the ways to a server by a PAC file, and follows it while the app runs. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen } from '../../practice/listen.ts';
import { type Desktop, startDesktop } from './desktop.ts';
import { whyNot } from './runtime.ts';

describe.skipIf(whyNot !== null)(`the network’s proxy${whyNot === null ? '' : ` (${whyNot})`}`, () => {
  let desktop: Desktop;
  let served: Awaited<ReturnType<typeof listen>>;
  let proxy = 'PROXY proxy.example:3128; DIRECT';

  beforeAll(async () => {
    served = await listen(async () => {
      const body = `function FindProxyForURL(url, host) {
        return host === 'kassan.example' ? '${proxy}' : 'DIRECT';
      }`;
      return new Response(body, { headers: { 'Content-Type': 'application/x-ns-proxy-autoconfig' } });
    });
    desktop = await startDesktop();
  });
  afterAll(async () => {
    await desktop?.end();
    await served?.close();
  });

  /** The system says where the PAC file is: by a name, which has to be looked up. */
  const ways = () =>
    desktop.app.evaluate(
      async ({ session }, pacScript) => {
        const own = session.fromPartition('backoffice-network');
        await own.setProxy({ mode: 'pac_script', pacScript });
        await own.forceReloadProxyConfig();
        return [
          await own.resolveProxy('https://kassan.example'),
          await own.resolveProxy('https://a.example'),
        ];
      },
      `${served.url.replace('127.0.0.1', 'localhost')}/proxy.pac`,
    );

  it('is the one that a PAC file names, server by server, and another when that says another', async () => {
    expect(await ways()).toEqual(['PROXY proxy.example:3128;DIRECT', 'DIRECT']);
    proxy = 'PROXY two.example:8080';
    expect(await ways()).toEqual(['PROXY two.example:8080', 'DIRECT']);
  });
});
