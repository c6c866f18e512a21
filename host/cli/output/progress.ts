/** Shows how far a plan or a run has come: a bar on a terminal, elsewhere at most one plain line a second. */
import { Presets, SingleBar } from 'cli-progress';
import type { Progress } from '../../../shared/contract/sync.ts';
import type { Translator } from '../../../shared/i18n/translate.ts';
import type { Client } from '../../load-engine.ts';
import type { Formats } from './formats.ts';
import type { Terminal } from './terminal.ts';

const PLAIN_INTERVAL_MS = 1_000;

interface ProgressView {
  show(progress: Progress): void;
  end(): void;
}

/** `Skickar 1 240 av 10 000` */
function progressText(translator: Translator, formats: Formats, progress: Progress): string {
  const phase = translator.t(`phase.${progress.phase}`);
  if (progress.total === 0) return phase;
  return `${phase} ${formats.number(progress.done)} / ${formats.number(progress.total)}`;
}

function barView(translator: Translator): ProgressView {
  const bar = new SingleBar(
    {
      format: '{phase} {bar} {value} / {total}  {percentage} %',
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: false,
      fps: 10,
    },
    Presets.shades_classic,
  );
  let isShown = false;
  return {
    show: ({ phase, done, total }) => {
      const payload = { phase: translator.t(`phase.${phase}`) };
      if (!isShown) bar.start(Math.max(total, 1), done, payload);
      isShown = true;
      bar.setTotal(Math.max(total, 1));
      bar.update(done, payload);
    },
    end: () => {
      if (isShown) bar.stop();
    },
  };
}

/** `write` is called at most once a second, and not again with the same words. */
export function plainView(
  translator: Translator,
  formats: Formats,
  write: (text: string) => void,
  now: () => number = Date.now,
): ProgressView {
  let lastAt = Number.NEGATIVE_INFINITY;
  let lastText = '';
  return {
    show: (progress) => {
      const text = progressText(translator, formats, progress);
      if (text === lastText || now() - lastAt < PLAIN_INTERVAL_MS) return;
      [lastAt, lastText] = [now(), text];
      write(text);
    },
    end: () => undefined,
  };
}

/** Runs `work` and shows progress meanwhile; a failing progress stream never disturbs the work. */
export async function withProgress<T>(
  client: Client,
  terminal: Terminal,
  translator: Translator,
  formats: Formats,
  work: () => Promise<T>,
): Promise<T> {
  if (terminal.json) return work();
  const view =
    process.stderr.isTTY === true
      ? barView(translator)
      : plainView(translator, formats, (text) => terminal.line(text));
  const ended = new AbortController();
  const follow = async () => {
    const events = await client.activity.followProgress(undefined, { signal: ended.signal });
    for await (const progress of events) {
      if (ended.signal.aborted) return;
      view.show(progress);
    }
  };
  void follow().catch(() => undefined);
  try {
    return await work();
  } finally {
    ended.abort();
    view.end();
  }
}
