/** What happens around the shops: the program and the relay die, lines to the relay lose webhooks, a password is changed. */
import { setTimeout as delay } from 'node:timers/promises';
import { createPracticeRandom, type PracticeRandom } from '../../practice/random.ts';
import type { WebhookFaultKind } from '../../practice/shopify/webhook-faults.ts';
import type { Lives } from './lives.ts';
import type { Setting } from './setting.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Each goes on until the signal aborts, and ends with everything up and as it should be. */
export function beginTroubles(setting: Setting, lives: Lives, signal: AbortSignal): Promise<unknown> {
  return Promise.all([
    programDies(setting, lives, signal),
    relayDies(setting, signal),
    webhooksGoAstray(setting, signal),
    passwordChanges(setting, lives, signal),
    faultsEnd(setting, signal),
  ]);
}

/** Waits between the two (of an hour), or until it is over. */
async function pause(
  { pace }: Setting,
  random: PracticeRandom,
  [from, to]: readonly [number, number],
  signal: AbortSignal,
): Promise<void> {
  await delay(pace.scaled(random.integer(from, to)), undefined, { signal }).catch(() => undefined);
}

/** Most lives end by a kill, some in order, and some are only suspended. A few are long, so that what grows shows. */
async function programDies(setting: Setting, lives: Lives, signal: AbortSignal): Promise<void> {
  const { seed, pace, story } = setting;
  const random = createPracticeRandom(`lives ${seed}`);
  for (;;) {
    const length = random.pick([0.1, 1, 2, 4, 8, 16]) * MINUTE;
    await pause(setting, random, [length, length], signal);
    if (signal.aborted) return;
    const how = random.pick(['kill', 'kill', 'kill', 'stop', 'suspend'] as const);
    if (how === 'suspend') {
      story.tell('the program is suspended');
      await lives.suspend(pace.scaled(MINUTE));
      story.tell('the program goes on');
      continue;
    }
    await lives[how]();
    story.tell(how === 'kill' ? 'the program is killed' : 'the program is ended in order');
    const away = random.pick([0, 2, 10, 45]) * SECOND;
    await pause(setting, random, [away, away], signal);
    await lives.start();
    story.tell('the program is started');
  }
}

async function relayDies(setting: Setting, signal: AbortSignal): Promise<void> {
  const { seed, relay, story } = setting;
  const random = createPracticeRandom(`relay lives ${seed}`);
  for (;;) {
    await pause(setting, random, [3 * MINUTE, 9 * MINUTE], signal);
    if (signal.aborted) return;
    await relay.kill();
    story.tell('the relay is killed');
    await pause(setting, random, [0, 90 * SECOND], signal);
    await relay.startAgain();
    story.tell('the relay is started');
  }
}

/** Of a hundred webhooks so many meet each fault. */
const SHARE = 6;
const astray: readonly WebhookFaultKind[] = ['lost', 'doubled', 'delayed', 'reordered'];

async function webhooksGoAstray(setting: Setting, signal: AbortSignal): Promise<void> {
  const { seed, pace, practice, story } = setting;
  const random = createPracticeRandom(`webhooks ${seed}`);
  let isMute = false;
  practice.shopify.webhookFaults.choose((topic) => {
    const kind = isMute ? 'lost' : astray[Math.floor(random.integer(0, 99) / SHARE)];
    if (kind === undefined) return undefined;
    story.tell(`webhook ${kind} ${topic}`);
    return { kind, ms: pace.scaled(random.pick([5 * SECOND, MINUTE, 5 * MINUTE])) };
  });
  while (!signal.aborted) {
    await pause(setting, random, [4 * MINUTE, 10 * MINUTE], signal);
    isMute = !signal.aborted;
    if (isMute) story.tell('no webhook is sent');
    await pause(setting, random, [20 * SECOND, 2 * MINUTE], signal);
    isMute = false;
  }
  practice.shopify.webhookFaults.choose(undefined);
}

const OTHER_PASSWORD = 'ett annat';
/** A person who is told that the login is refused types it in again, as often as a call of hers may fail meanwhile. */
const TYPED = 10;
/** Connecting reads every article, each by a call of its own. */
const READ_MS = 10 * MINUTE;

/** Somebody changes the password and changes it back: logins are refused meanwhile, and a person types it in again. */
async function passwordChanges(setting: Setting, lives: Lives, signal: AbortSignal): Promise<void> {
  const { seed, practice, story } = setting;
  const { easycashier, credentials } = practice;
  const random = createPracticeRandom(`password ${seed}`);
  for (;;) {
    await pause(setting, random, [7 * MINUTE, 14 * MINUTE], signal);
    if (signal.aborted) return;
    easycashier.setPassword(OTHER_PASSWORD);
    easycashier.expireTokens();
    story.tell('the password is changed, logins are refused');
    await pause(setting, random, [20 * SECOND, 90 * SECOND], signal);
    easycashier.setPassword(credentials.easycashier.password);
    story.tell('the password is as it was');
    await typeIn(setting, lives);
  }
}

/** In the running program: a command of its own would hold the data while it reads every article, and nobody could start the program. */
async function typeIn({ pace, practice, shops, story }: Setting, lives: Lives): Promise<void> {
  const login = { url: shops.urls.easycashier, ...practice.credentials.easycashier };
  for (let time = 0; time < TYPED; time += 1) {
    // Refused where a call of it failed, as any may.
    const connected = await lives.ask((client) => client.connection.connectEasyCashier(login), READ_MS);
    story.tell(`the password is typed in: ${connected ? 'connected' : 'not connected'}`);
    if (connected) return;
    await delay(pace.scaled(10 * SECOND));
  }
}

/** What can only be ended by somebody is ended now and then: a closed location, an order that cannot be read, a list that is cut. */
async function faultsEnd(setting: Setting, signal: AbortSignal): Promise<void> {
  const random = createPracticeRandom(`calm ${setting.seed}`);
  for (;;) {
    await pause(setting, random, [6 * MINUTE, 10 * MINUTE], signal);
    if (signal.aborted) return;
    setting.world.calm();
  }
}
