/**
 * `npm run demo`: the whole job unattended, on the practice shops over loopback. Ends with 0 only when every cell
 * agrees and every order is booked once, by the shops' own books.
 */
import { Command, Option } from 'commander';
import { countingNumber, wholeNumber } from '../host/cli/commands/command.ts';
import { createFormats } from '../host/cli/output/formats.ts';
import { createTerminal, endQuietlyWithoutReader, flush } from '../host/cli/output/terminal.ts';
import { wrapped } from '../host/cli/output/wrap.ts';
import { describeFailure } from '../host/failure.ts';
import { compareShops } from '../practice/comparison.ts';
import { createPracticeRandom } from '../practice/random.ts';
import { createTranslator, type Locale, locales } from '../shared/i18n/translate.ts';
import type { Evening } from './act.ts';
import { writeClosing } from './closing.ts';
import { orderNameOf } from './comment.ts';
import { playDay, THINGS } from './day.ts';
import { becomeOrder } from './drafts.ts';
import { chooseGoods } from './goods.ts';
import { connectAndActivate, matchArticles, previewAndSync, type Scene } from './morning.ts';
import { isStill, untilQuiet } from './quiet.ts';
import { type Watched, watchReactions } from './reactions.ts';
import { type DemoReport, makeReport } from './report.ts';
import { goBack } from './restored.ts';
import { comeBack } from './returns.ts';
import { bookingSeconds } from './speed.ts';
import { openStage } from './stage.ts';
import { createTally } from './tally.ts';
import { createTeller } from './teller.ts';
import { until } from './wait.ts';
import { createWebhooks, timeOrders } from './webhooks.ts';

interface DemoOptions {
  readonly json: boolean;
  readonly articles: number;
  readonly seed: number;
  readonly lang: Locale;
}

const EVENING_SECONDS = 2;

async function demo(options: DemoOptions): Promise<DemoReport> {
  const translator = createTranslator(options.lang);
  const terminal = createTerminal(options.json);
  const formats = createFormats(translator);
  const teller = createTeller(terminal, translator);
  const stage = await openStage({ articles: options.articles, seed: options.seed });
  const scene: Scene = { stage, terminal, translator, formats, teller };
  try {
    const { practice } = stage.shops;
    terminal.line();
    terminal.line(translator.t('demo.title', { articles: options.articles, stores: practice.places.length }));
    terminal.block(wrapped(translator.t('demo.safe'), terminal.width));
    await connectAndActivate(scene);
    const since = Date.now();
    await createWebhooks(scene);
    await matchArticles(scene);
    const sync = await previewAndSync(scene);
    const { goods, tally, timed, reactions } = await theDay(scene, options.seed);
    const { program, seconds } = await theEvening({ scene, goods, tally }, reactions, since - 2_000);

    teller.chapter('demo.chapter.count');
    teller.tell('done', 'demo.counting');
    const report = makeReport({
      practice,
      comparison: compareShops(practice, { orderNameOf, since: since - 2_000 }),
      tally,
      timed,
      bookingSeconds: seconds,
      pulled: stage.pulled(),
      sync,
      program,
      seconds: teller.seconds(),
    });
    writeClosing(scene, report);
    return report;
  } finally {
    await stage.close();
  }
}

async function theDay(scene: Scene, seed: number) {
  const { stage, translator, teller } = scene;
  const { client, relay, shops } = stage;
  const { practice } = shops;
  const random = createPracticeRandom(`demo ${seed}`);
  const goods = chooseGoods(practice, random);
  const tally = createTally(practice.places.map(({ storeNumber }) => storeNumber));
  const timed = await timeOrders(scene, goods, tally);
  teller.chapter('demo.chapter.day');
  teller.tell('done', 'demo.dayBegins');
  let things = 0;
  const advance = () => {
    things += 1;
    teller.progress(things, THINGS);
  };
  const reactions = watchReactions({ client, goods, teller, translator });
  await playDay({ practice, relay, goods, random, tally, teller, advance });
  teller.tell('shop', 'demo.dayEnds');
  return { goods, tally, timed, reactions };
}

/** The shops are closed: what only a person knows, and what becomes of a program whose data go back. */
async function theEvening(evening: Evening, reactions: Watched, since: number) {
  const { stage, teller } = evening.scene;
  // Nothing is in a hurry any more, and the day has used most of EasyCashier's calls of a minute.
  await stage.client.activity.setSettings({ pollSeconds: EVENING_SECONDS });
  await comeBack(evening);
  // Also the booking whose answer was lost: the copy shall know everything up to here.
  await until('the end of the day', async () => ((await isStill(stage.client)) ? true : null));
  await stage.copyData();
  teller.tell('done', 'demo.copied');
  const order = await becomeOrder(evening);
  await reactions.end();
  // Up to here: an order that waits for the owner's answer says nothing of how quick the program is.
  const seconds = bookingSeconds(stage.shops.practice, since);
  await goBack(evening, [order]);
  const program = await untilQuiet(stage);
  if (program.isQuiet) teller.tell('done', 'demo.quiet');
  else {
    const { queue } = await stage.client.activity.status();
    const bookings = queue.pendingBookings + queue.unknownBookings;
    teller.tell('trouble', 'demo.notQuiet', { dirtyCells: queue.dirtyCells, bookings });
  }
  return { program, seconds };
}

/** Swedish unless the terminal speaks English. */
function usualLocale(variables: NodeJS.ProcessEnv): Locale {
  return /^en/i.test(variables.LC_ALL || variables.LC_MESSAGES || variables.LANG || '') ? 'en' : 'sv';
}

endQuietlyWithoutReader();
const { t } = createTranslator(usualLocale(process.env));
const program = new Command('demo')
  .description(t('demo.about'))
  .option('--json', t('cli.option.json'), false)
  .option('--articles <n>', t('cli.option.articles'), countingNumber, 1_000)
  .option('--seed <n>', t('cli.option.seed'), wholeNumber, 1)
  .addOption(
    new Option('--lang <language>', t('cli.option.lang')).choices(locales).default(usualLocale(process.env)),
  )
  .helpOption('-h, --help', t('cli.option.help'))
  .parse();
const options = program.opts<DemoOptions>();
try {
  const report = await demo(options);
  if (options.json) createTerminal(true).document(report);
  process.exitCode = report.ok ? 0 : 1;
} catch (error) {
  // Of what nobody foresaw, a person who runs the demo wants to know more than that.
  const failure = describeFailure(createTranslator(options.lang), error);
  if (failure.code === 'unexpected') throw error;
  createTerminal(options.json).notice(`${failure.message} ${failure.hint}`);
  process.exitCode = 1;
}
await flush();
process.exit();
