/**
 * A long list of which only the pages in sight are fetched. Row numbers are stable, so the list can be entered anywhere:
 * the end of 100,000 rows costs one page.
 */
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

interface Page<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
}

interface PagesOptions<Row> {
  /** Names the list: another filter, another key. */
  readonly key: readonly unknown[];
  readonly fetch: (offset: number, limit: number, signal: AbortSignal) => Promise<Page<Row>>;
  /** How often what is in sight is read again; never when absent. */
  readonly everyMs?: number;
  readonly isEnabled?: boolean;
}

export interface Pages<Row> {
  readonly total: number;
  readonly rowAt: (index: number) => Row | undefined;
  readonly onRange: (first: number, last: number) => void;
  /** Nothing has come yet. */
  readonly isFirst: boolean;
  readonly error: unknown;
  readonly refetch: () => void;
}

const SIZE = 100;

export function usePages<Row>({ key, fetch, everyMs, isEnabled = true }: PagesOptions<Row>): Pages<Row> {
  const [range, setRange] = useState({ first: 0, last: 0 });
  const numbers = useMemo(() => {
    const from = Math.floor(range.first / SIZE);
    const to = Math.floor(range.last / SIZE);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  }, [range]);

  const queryOf = (page: number) => ({
    queryKey: [...key, page],
    queryFn: ({ signal }: { signal: AbortSignal }) => fetch(page * SIZE, SIZE, signal),
    enabled: isEnabled,
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
  });
  // The total stands while another page, or another filter, is on its way.
  const head = useQuery({ ...queryOf(numbers[0] ?? 0), placeholderData: keepPreviousData });
  const results = useQueries({ queries: numbers.map((page) => queryOf(page)) });

  const byPage = new Map(numbers.map((page, index) => [page, results[index]?.data]));
  // What was last read stays in sight until the answer to another filter is here: nothing flickers while somebody types.
  const held = useRef(byPage);
  useEffect(() => {
    if (!head.isPlaceholderData && !head.isPending) held.current = byPage;
  });
  const rowAt = (index: number) => {
    const [page, row] = [Math.floor(index / SIZE), index % SIZE];
    return (byPage.get(page) ?? (head.isPlaceholderData ? held.current.get(page) : undefined))?.rows[row];
  };
  const onRange = useCallback((first: number, last: number) => {
    setRange((held) => (held.first === first && held.last === last ? held : { first, last }));
  }, []);
  const failed = results.find((result) => result.error !== null);

  return {
    total: head.data?.total ?? 0,
    rowAt,
    onRange,
    isFirst: head.isPending,
    error: head.data === undefined ? (failed?.error ?? null) : null,
    refetch: () => {
      for (const result of results) void result.refetch();
    },
  };
}
