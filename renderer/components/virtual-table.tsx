/**
 * A table of any length: only the rows in sight are in the page. Rows that are not fetched yet show as skeletons. It is
 * walked with the arrow keys; Enter opens a row.
 */
import { Skeleton } from '@mantine/core';
import { type ColumnDef, tableFeatures, useTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import classes from './virtual-table.module.css';

export interface Column<Row> {
  readonly id: string;
  readonly header: ReactNode;
  /** As in a CSS grid: `120px`, `minmax(160px, 1fr)`. */
  readonly width: string;
  readonly align?: 'left' | 'right' | 'center';
  readonly cell: (row: Row, index: number) => ReactNode;
}

interface VirtualTableProps<Row> {
  /** For screen readers. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly count: number;
  /** Undefined: not fetched yet. */
  readonly rowAt: (index: number) => Row | undefined;
  readonly keyOf: (row: Row) => string;
  /** Told what is in sight whenever that changes. */
  readonly onRange?: (first: number, last: number) => void;
  readonly onOpen?: (row: Row) => void;
  readonly rowHeight?: number;
  /** Shown instead of rows when there are none. */
  readonly empty?: ReactNode;
  /** Another list (another filter): back to the top. */
  readonly resetKey?: string;
}

const features = tableFeatures({});

interface Slot<Row> {
  readonly index: number;
  readonly row: Row | undefined;
}

export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  const { label, columns, count, rowAt, keyOf, onRange, onOpen, rowHeight = 36, empty, resetKey } = props;
  const viewport = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);

  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => viewport.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => onRange?.(first, last), [onRange, first, last]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key alone decides
  useEffect(() => {
    virtualizer.scrollToOffset(0);
    setActive(0);
  }, [resetKey]);

  const definitions = useMemo(
    () =>
      columns.map(
        (column): ColumnDef<typeof features, Slot<Row>> => ({
          id: column.id,
          header: () => column.header,
          cell: ({ row: { original } }) =>
            original.row === undefined ? (
              <Skeleton h={10} w="70%" />
            ) : (
              column.cell(original.row, original.index)
            ),
        }),
      ),
    [columns],
  );
  const slots: Slot<Row>[] = items.map(({ index }) => ({ index, row: rowAt(index) }));
  const table = useTable({ features, columns: definitions, data: slots });
  const template = columns.map(({ width }) => width).join(' ');
  const alignOf = (id: string) => columns.find((column) => column.id === id)?.align ?? 'left';

  // A row far away is in the page only after the next rendering or two: the focus waits for it.
  const wanted = useRef<number | null>(null);
  const focusWanted = () => {
    if (wanted.current === null) return;
    const row = viewport.current?.querySelector<HTMLElement>(`[data-index="${wanted.current}"]`);
    if (!row) return;
    row.focus({ preventScroll: true });
    wanted.current = null;
  };
  useEffect(focusWanted);

  const move = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((viewport.current?.clientHeight ?? 0) / rowHeight) - 2);
    const steps: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: count - 1,
    };
    const isOnRow = event.target instanceof HTMLElement && event.target.getAttribute('role') === 'row';
    if (event.key === 'Enter' && isOnRow) {
      const row = rowAt(active);
      if (row !== undefined) onOpen?.(row);
      return;
    }
    const next = steps[event.key];
    if (next === undefined || count === 0) return;
    event.preventDefault();
    const index = Math.min(count - 1, Math.max(0, next));
    setActive(index);
    virtualizer.scrollToIndex(index);
    wanted.current = index;
    focusWanted();
  };

  // Without rows it is no grid: what says so instead is no cell of one.
  const isGrid = count > 0;

  return (
    <div
      {...(isGrid ? { role: 'grid', 'aria-label': label, 'aria-rowcount': count + 1, onKeyDown: move } : {})}
      className={classes.table}
    >
      {table.getHeaderGroups().map((group) => (
        <div
          key={group.id}
          {...(isGrid ? { role: 'row', tabIndex: -1, 'aria-rowindex': 1 } : { 'aria-hidden': true })}
          className={classes.head}
          style={{ gridTemplateColumns: template }}
        >
          {group.headers.map((header) => (
            <div
              key={header.id}
              {...(isGrid ? { role: 'columnheader', tabIndex: -1 } : {})}
              className={classes.cell}
              data-align={alignOf(header.column.id)}
            >
              <table.FlexRender header={header} />
            </div>
          ))}
        </div>
      ))}
      <div ref={viewport} className={classes.viewport} role="presentation">
        {isGrid ? null : empty}
        <div
          {...(isGrid ? { role: 'rowgroup' } : {})}
          style={{ height: virtualizer.getTotalSize(), position: 'relative' }}
        >
          {table.getRowModel().rows.map((row) => {
            const { index, row: data } = row.original;
            // The row stays, and keeps the focus, when its data comes; what is in it belongs to the data.
            const content = data === undefined ? '' : keyOf(data);
            return (
              <div
                key={index}
                role="row"
                aria-rowindex={index + 2}
                data-index={index}
                data-opens={onOpen !== undefined || undefined}
                tabIndex={index === active || (active < first && index === first) ? 0 : -1}
                className={classes.row}
                style={{
                  gridTemplateColumns: template,
                  height: rowHeight,
                  transform: `translateY(${index * rowHeight}px)`,
                }}
                onFocus={() => setActive(index)}
                onDoubleClick={() => data !== undefined && onOpen?.(data)}
              >
                {row.getAllCells().map((cell) => (
                  <div
                    key={`${cell.column.id} ${content}`}
                    role="gridcell"
                    tabIndex={-1}
                    className={classes.cell}
                    data-align={alignOf(cell.column.id)}
                  >
                    <table.FlexRender cell={cell} />
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
