/** What new buffers will send, said before they are saved. */
import { Stack, Table, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { WindowClient } from '../base/connection.ts';
import { useEngine, useStatus } from '../base/engine.tsx';
import { useLanguage } from '../base/locale.tsx';
import { Change } from './change.tsx';
import { Trouble } from './trouble.tsx';

export type BufferWish = Parameters<WindowClient['articles']['previewBuffers']>[0];
type Preview = Awaited<ReturnType<WindowClient['articles']['previewBuffers']>>;

/** Numbers that are named. */
const NAMED = 50;
/** The numbers that wait behind those move on meanwhile. */
const REFRESH_MS = 5_000;
/** Wishes that are looked at again. */
const AT_MOST = 100;
const TYPING_MS = 200;

export interface BufferPreviewState {
  /** Undefined: not known yet, or nothing is wished. */
  readonly data: Preview | undefined;
  readonly error: unknown;
}

/** `wish` null: nothing to look at. What is shown is always of the wish as it stands. */
export function useBufferPreview(wish: BufferWish | null): BufferPreviewState {
  const engine = useEngine();
  const key = JSON.stringify(wish);
  const [settled] = useDebouncedValue(key, TYPING_MS);
  const preview = useQuery({
    queryKey: ['buffer-preview', settled],
    queryFn: ({ signal }) =>
      engine.articles.previewBuffers({ ...(JSON.parse(settled) as BufferWish), named: NAMED }, { signal }),
    enabled: settled !== 'null' && settled === key,
    placeholderData: keepPreviousData,
    // Of a whole shop it takes a while, and is looked at once.
    refetchInterval: (wish?.buffers?.length ?? AT_MOST) < AT_MOST ? REFRESH_MS : false,
    retry: false,
  });
  const isOfWish = wish !== null && settled === key && !preview.isPlaceholderData;
  return { data: isOfWish ? preview.data : undefined, error: isOfWish ? preview.error : null };
}

interface BufferPreviewProps {
  readonly preview: BufferPreviewState;
  readonly storeName: (storeNumber: string) => string;
  /** Of one article: its number and name are said already. */
  readonly isOfOne?: boolean;
}

/** Its place stays, so that a screen reader is told what comes. */
export function BufferPreview({ preview: { data, error }, storeName, isOfOne = false }: BufferPreviewProps) {
  return (
    <Stack gap={6} role="status" data-testid="buffer-preview">
      {error === null ? null : <Trouble error={error} />}
      {data === undefined ? null : <Said preview={data} storeName={storeName} isOfOne={isOfOne} />}
    </Stack>
  );
}

interface SaidProps {
  readonly preview: Preview;
  readonly storeName: (storeNumber: string) => string;
  readonly isOfOne: boolean;
}

function Said({ preview, storeName, isOfOne }: SaidProps) {
  const { t } = useLanguage();
  const isPaused = useStatus()?.pausedAt != null;
  const { moves, moving, sent, unchanged, unknown } = preview;
  const later = moves.filter(({ isSent }) => !isSent);
  const groups = [
    { words: t(isPaused ? 'window.buffer.waits' : 'window.buffer.sends', { count: sent }), count: sent },
    { words: t('window.buffer.later', { count: moving - sent }), count: moving - sent },
  ];
  const rows = [moves.filter(({ isSent }) => isSent), later];
  return (
    <>
      {moving === 0 ? (
        <Text size="sm" fw={600}>
          {t('window.buffer.nothing')}
        </Text>
      ) : null}
      {groups.map(({ words, count }, n) =>
        count === 0 ? null : (
          <div key={words}>
            <Text size="sm" fw={600}>
              {words}
            </Text>
            <Moves moves={rows[n] ?? []} count={count} storeName={storeName} isOfOne={isOfOne} />
          </div>
        ),
      )}
      {isOfOne || unchanged === 0 ? null : (
        <Text size="sm" c="dimmed">
          {t('window.buffer.same', { count: unchanged })}
        </Text>
      )}
      {unknown.length === 0 ? null : (
        <Text size="sm">
          {t('window.buffer.unknown', { count: unknown.length, named: unknown.slice(0, 10).join(', ') })}
        </Text>
      )}
    </>
  );
}

interface MovesProps {
  readonly moves: Preview['moves'];
  /** How many there are, named or not. */
  readonly count: number;
  readonly storeName: (storeNumber: string) => string;
  readonly isOfOne: boolean;
}

function Moves({ moves, count, storeName, isOfOne }: MovesProps) {
  const { t } = useLanguage();
  return (
    <Table.ScrollContainer minWidth={isOfOne ? 240 : 480} maxHeight={220} type="native">
      <Table verticalSpacing={4} className="numbers" aria-label={t('window.buffer.title')}>
        <Table.Tbody>
          {moves.map((move) => (
            <Table.Tr key={`${move.articleNumber} ${move.storeNumber}`}>
              {isOfOne ? null : (
                <>
                  <Table.Td>{move.articleNumber}</Table.Td>
                  <Table.Td>{move.name}</Table.Td>
                </>
              )}
              <Table.Td>{storeName(move.storeNumber)}</Table.Td>
              <Table.Td ta="right">
                <Change before={move.before} after={move.after} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {moves.length < count ? (
        <Text size="xs" c="dimmed">
          {t('window.buffer.more', { count: count - moves.length })}
        </Text>
      ) : null}
    </Table.ScrollContainer>
  );
}
