/** Tells the demo's story: chapters, lines with the time they happened, and how far the day has come. */

import type { Painted, Terminal } from '../host/cli/output/terminal.ts';
import { wrapped } from '../host/cli/output/wrap.ts';
import type { TranslationArgs, TranslationKey, Translator } from '../shared/i18n/translate.ts';

const BAR_WIDTH = 28;
/** Time, sign and what is between them. */
const INDENT = 11;
const PLAIN_INTERVAL_MS = 5_000;

/** Who acts in a line of the story. */
type Actor = 'shop' | 'web' | 'trouble' | 'companion' | 'done';

const marks: Record<Actor, Painted> = {
  shop: { text: '●', colour: 'yellow' },
  web: { text: '●', colour: 'cyan' },
  trouble: { text: '✗', colour: 'red' },
  companion: { text: '→', colour: 'green' },
  done: { text: '✓', colour: 'green' },
};

export interface Teller {
  readonly seconds: () => number;
  chapter(key: TranslationKey): void;
  tell(actor: Actor, key: TranslationKey, args?: TranslationArgs): void;
  /** A line whose words are there already. */
  say(actor: Actor, text: string): void;
  progress(done: number, total: number): void;
}

export function createTeller(terminal: Terminal, translator: Translator): Teller {
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  const tenths = new Intl.NumberFormat(translator.locale === 'sv' ? 'sv-SE' : 'en-GB', {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  let chapters = 0;
  let toldAt = Number.NEGATIVE_INFINITY;
  /** Stays below the lines while there is something left to do. */
  let bar = '';

  const say = (actor: Actor, text: string) => {
    const time: Painted = { text: `${tenths.format(seconds()).padStart(5)} s`, colour: 'dim' };
    terminal.block(time, '  ', marks[actor], ' ', wrapped(text, terminal.width, INDENT));
    if (bar !== '') terminal.status(bar);
  };

  return {
    seconds,
    chapter: (key) => {
      chapters += 1;
      terminal.line();
      terminal.line({ text: `${chapters}. ${translator.t(key)}`, colour: 'bold' });
    },
    tell: (actor, key, args) => say(actor, translator.t(key, args)),
    say,
    progress: (done, total) => {
      if (terminal.json) return;
      if (process.stderr.isTTY === true) {
        const filled = Math.round((BAR_WIDTH * done) / Math.max(1, total));
        const drawn = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
        bar = done < total ? `         ${drawn} ${translator.t('demo.progress', { done, total })}` : '';
        terminal.status(bar);
      } else if (performance.now() - toldAt > PLAIN_INTERVAL_MS) {
        toldAt = performance.now();
        say('done', translator.t('demo.progress', { done, total }));
      }
    },
  };
}
