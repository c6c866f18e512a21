/** How many of one article are held back from the webshop, everywhere and in each store; what a change will send is said before. */
import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { readUnits } from '../../shared/words/buffer-units.ts';
import type { WindowClient } from '../base/connection.ts';
import { useEngine } from '../base/engine.tsx';
import { useLanguage } from '../base/locale.tsx';
import { BufferPreview, type BufferWish, useBufferPreview } from './buffer-preview.tsx';
import { tell } from './tell.ts';
import { Trouble } from './trouble.tsx';
import { UnitsField } from './units-field.tsx';

type Story = Awaited<ReturnType<WindowClient['articles']['story']>>;

/** In a draft: every store. */
const EVERY = '';

/** What is typed, by store; what is not in it is as it is kept. */
type Draft = Readonly<Record<string, string>>;

export function StoryBuffer({ article, buffers }: Pick<Story, 'article' | 'buffers'>) {
  const { t } = useLanguage();
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  // The focus comes back to where it came from.
  useEffect(() => {
    if (wasOpen.current && !isOpen) opener.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  const held = article.cells.filter((cell) => cell.held > 0);
  return (
    <section aria-label={t('window.buffer.title')}>
      <Title order={2} size="h5" mb={6}>
        {t('window.buffer.title')}
      </Title>
      {isOpen ? (
        <BufferForm article={article} buffers={buffers} onDone={() => setOpen(false)} />
      ) : (
        <Group gap="sm">
          <Text size="sm">
            {held.length === 0
              ? t('window.buffer.none')
              : held
                  .map(({ storeName, held: units }) =>
                    t('window.story.answer.buffer', { store: storeName, units }),
                  )
                  .join(' ')}
          </Text>
          <Button ref={opener} size="compact-sm" variant="default" onClick={() => setOpen(true)}>
            {t('window.buffer.change')}
          </Button>
        </Group>
      )}
    </section>
  );
}

interface BufferFormProps extends Pick<Story, 'article' | 'buffers'> {
  readonly onDone: () => void;
}

function BufferForm({ article, buffers, onDone }: BufferFormProps) {
  const { t, formats } = useLanguage();
  const engine = useEngine();
  const queries = useQueryClient();
  const [draft, setDraft] = useState<Draft>({});
  const general = useQuery({
    queryKey: ['settings'],
    queryFn: ({ signal }) => engine.activity.settings(undefined, { signal }),
  }).data?.buffer;
  const own = (store: string) =>
    buffers.find(({ storeNumber }) => (storeNumber ?? EVERY) === store)?.units.toString() ?? '';
  const shown = (store: string) => draft[store] ?? own(store);
  const wish = wishOf(article.articleNumber, draft, own);
  const preview = useBufferPreview(wish === 'bad' ? null : wish);
  const save = useMutation({
    mutationFn: (buffersWished: BufferWish) => engine.articles.setBuffers(buffersWished),
    onSuccess: async ({ sent }) => {
      // Whoever opens the fields again at once must not find in them what was before.
      await queries.invalidateQueries({ queryKey: ['story', article.articleNumber] });
      tell('done', t(sent === 0 ? 'window.buffer.savedNone' : 'window.buffer.saved', { count: sent }));
      onDone();
    },
    onSettled: () => queries.invalidateQueries(),
  });
  const first = useRef<HTMLFormElement>(null);
  useEffect(() => first.current?.querySelector('input')?.focus(), []);
  const isOfStores = article.cells.length > 1 || buffers.some(({ storeNumber }) => storeNumber !== null);
  const everywhere = readUnits(shown(EVERY)) ?? general;
  const sent = preview.data?.sent ?? 0;
  const field = (store: string, label: string, inherited: number | undefined) => (
    <UnitsField
      key={store}
      label={label}
      value={shown(store)}
      onChange={(text) => setDraft({ ...draft, [store]: text })}
      {...(inherited === undefined ? {} : { placeholder: formats.number(inherited) })}
    />
  );
  return (
    <form
      ref={first}
      onSubmit={(event) => {
        event.preventDefault();
        if (preview.data !== undefined && wish !== null && wish !== 'bad') save.mutate(wish);
      }}
    >
      <Stack gap="xs">
        <Text size="sm" c="dimmed">
          {t('window.buffer.about', { units: general ?? 0 })}
        </Text>
        <Group gap="sm" align="flex-start">
          {field(EVERY, t(isOfStores ? 'window.buffer.every' : 'window.buffer.units'), general)}
          {isOfStores
            ? article.cells.map(({ storeNumber, storeName }) => field(storeNumber, storeName, everywhere))
            : null}
        </Group>
        <BufferPreview
          preview={preview}
          isOfOne
          storeName={(number) => article.cells.find((one) => one.storeNumber === number)?.storeName ?? number}
        />
        {save.isError ? <Trouble error={save.error} /> : null}
        <Group gap="xs">
          <Button
            type="submit"
            size="compact-sm"
            data-primary
            disabled={preview.data === undefined}
            loading={save.isPending}
          >
            {sent === 0 ? t('window.buffer.go') : t('window.buffer.goSend', { count: sent })}
          </Button>
          <Button size="compact-sm" variant="default" onClick={onDone}>
            {t('window.common.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** What differs from what is kept; null: nothing does; `bad`: something typed is no buffer. */
function wishOf(
  articleNumber: string,
  draft: Draft,
  own: (store: string) => string,
): BufferWish | null | 'bad' {
  const typed = Object.entries(draft).filter(([store, text]) => text.trim() !== own(store));
  const buffers = typed.map(([store, text]) => ({
    articleNumber,
    storeNumber: store === EVERY ? null : store,
    units: text.trim() === '' ? null : readUnits(text),
  }));
  if (buffers.length === 0) return null;
  const read = buffers.flatMap(({ units, ...one }) => (units === undefined ? [] : [{ ...one, units }]));
  return read.length < buffers.length ? 'bad' : { buffers: read };
}
