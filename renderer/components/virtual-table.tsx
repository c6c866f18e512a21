/**
 * A table of any length: only the rows in sight are in the page. Rows that are not fetched yet show as skeletons. It is
 * walked with the arrow keys; Enter opens a row.
 */
import {
  type ColumnDef,
  FlexRender,
  type Row as TableRow,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  memo,
  type ReactNode,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import classes from './virtual-table.module.css';

export interface Column<Row> {
  readonly id: string;
  readonly header: ReactNode;
  /** As in a CSS grid, and never less than the first number in it: `120px`, `minmax(160px, 1fr)`. */
  readonly width: string;
  readonly align?: 'left' | 'right' | 'center';
  /** What has a state of its own is keyed by what it belongs to: the place on the screen stays when the row in it changes. */
  readonly cell: (row: Row, index: number) => ReactNode;
}

interface VirtualTableProps<Row> {
  /** For screen readers. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly count: number;
  /** Undefined: not fetched yet. */
  readonly rowAt: (index: number) => Row | undefined;
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

/** The head's height, as the style sheet says. */
const HEAD = 34;

interface Slot<Row> {
  readonly index: number;
  readonly row: Row | undefined;
}

export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  const { label, columns, count, rowAt, onRange, onOpen, rowHeight = 36, empty, resetKey } = props;
  const viewport = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);

  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => viewport.current,
    estimateSize: () => rowHeight,
    overscan: 5,
    // The head lies over the top of what scrolls.
    scrollPaddingEnd: HEAD,
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
              <span className={classes.waiting} />
            ) : (
              column.cell(original.row, original.index)
            ),
        }),
      ),
    [columns],
  );
  const slots: Slot<Row>[] = items.map(({ index }) => ({ index, row: rowAt(index) }));
  // Where the columns have no room, all of it scrolls sideways, the head too.
  const minWidth = columns.reduce((sum, { width }) => sum + Number(/\d+/.exec(width)?.[0] ?? 0), 0);
  const table = useTable({ features, columns: definitions, data: slots });

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
    const page = Math.max(1, Math.floor(((viewport.current?.clientHeight ?? 0) - HEAD) / rowHeight) - 2);
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

  const onFocus = (event: FocusEvent) => {
    const index = indexOf(event.target);
    if (index !== null) setActive(index);
  };
  const onDoubleClick = (event: MouseEvent) => {
    const index = indexOf(event.target);
    const row = index === null ? undefined : rowAt(index);
    if (row !== undefined) onOpen?.(row);
  };

  // Without rows it is no grid: what says so instead is no cell of one.
  const isGrid = count > 0;
  const grid = {
    role: 'grid',
    'aria-label': label,
    'aria-rowcount': count + 1,
    onKeyDown: move,
    onFocus,
    onDoubleClick,
  };

  return (
    <div {...(isGrid ? grid : {})} className={classes.table} data-empty={!isGrid || undefined}>
      <div ref={viewport} className={classes.viewport} role="presentation">
        {table.getHeaderGroups().map((group) => (
          <div
            key={group.id}
            {...(isGrid ? { role: 'row', tabIndex: -1, 'aria-rowindex': 1 } : { 'aria-hidden': true })}
            className={classes.head}
            style={{ gridTemplateColumns: templateOf(columns), minWidth }}
          >
            {group.headers.map((header) => (
              <div
                key={header.id}
                {...(isGrid ? { role: 'columnheader', tabIndex: -1 } : {})}
                className={classes.cell}
                data-align={alignOf(columns, header.column.id)}
              >
                <table.FlexRender header={header} />
              </div>
            ))}
          </div>
        ))}
        {isGrid ? null : empty}
        <div
          {...(isGrid ? { role: 'rowgroup' } : {})}
          style={{ height: virtualizer.getTotalSize(), minWidth, position: 'relative' }}
        >
          {table.getRowModel().rows.map((row) => {
            const { index } = row.original;
            return (
              <BodyRow
                key={index}
                row={row}
                columns={columns}
                opens={onOpen !== undefined}
                height={rowHeight}
                isTabStop={index === active || (active < first && index === first)}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

const templateOf = (columns: readonly { readonly width: string }[]) =>
  columns.map(({ width }) => width).join(' ');
const alignOf = <Row,>(columns: readonly Column<Row>[], id: string) =>
  columns.find((column) => column.id === id)?.align ?? 'left';

/** The number of the row that something on the screen belongs to. */
function indexOf(target: EventTarget): number | null {
  const row = target instanceof Element ? target.closest('[data-index]') : null;
  return row === null ? null : Number(row.getAttribute('data-index'));
}

interface BodyRowProps<Row> {
  readonly row: TableRow<typeof features, Slot<Row>>;
  readonly columns: readonly Column<Row>[];
  readonly opens: boolean;
  readonly height: number;
  readonly isTabStop: boolean;
}

function PlainBodyRow<Row>({ row, columns, opens, height, isTabStop }: BodyRowProps<Row>) {
  const { index } = row.original;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      data-index={index}
      data-opens={opens || undefined}
      tabIndex={isTabStop ? 0 : -1}
      className={classes.row}
      style={{
        gridTemplateColumns: templateOf(columns),
        height,
        transform: `translateY(${index * height}px)`,
      }}
    >
      {row.getAllCells().map((cell) => (
        <div
          key={cell.column.id}
          role="gridcell"
          tabIndex={-1}
          className={classes.cell}
          data-align={alignOf(columns, cell.column.id)}
        >
          <FlexRender cell={cell} />
        </div>
      ))}
    </div>
  );
}

/** Drawn anew when its data, its columns or its place in the tab order change; the table makes all rows anew each time. */
const BodyRow = memo(
  PlainBodyRow,
  (before, after) =>
    before.row.original.row === after.row.original.row &&
    before.row.original.index === after.row.original.index &&
    before.columns === after.columns &&
    before.opens === after.opens &&
    before.height === after.height &&
    before.isTabStop === after.isTabStop,
) as typeof PlainBodyRow;
