import { Button, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEngine } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { Trouble } from '../../components/trouble.tsx';
import classes from './practice-panel.module.css';

interface WebOrdersProps {
  readonly articleNumber: string | null;
  readonly storeNumber: string;
  /** Null: not a number that can be ordered. */
  readonly quantity: number | null;
}

const SHOWN = 4;

/** The practice shop's checkout, and the latest orders with a way to cancel them. */
export function WebOrders({ articleNumber, storeNumber, quantity }: WebOrdersProps) {
  const { t } = useLanguage();
  const engine = useEngine();
  const queries = useQueryClient();
  const again = () => queries.invalidateQueries({ queryKey: ['practice'] });
  const orders = useQuery({
    queryKey: ['practice', 'orders'],
    queryFn: ({ signal }) => engine.host.practice.orders(undefined, { signal }),
    refetchInterval: 2_000,
  });
  const order = useMutation({
    mutationFn: async () => {
      if (articleNumber === null || quantity === null) return;
      await engine.host.practice.order({ articleNumber, quantity, storeNumber });
    },
    onSettled: again,
  });
  const cancel = useMutation({
    mutationFn: (name: string) => engine.host.practice.cancelOrder({ order: name }),
    onSettled: again,
  });
  const latest = orders.data?.orders.slice(0, SHOWN) ?? [];
  return (
    <section className={classes.group} aria-label={t('window.practice.shop')}>
      <Title order={3} size="h6">
        {t('window.practice.shop')}
      </Title>
      <Button
        size="xs"
        color="violet.8"
        disabled={articleNumber === null || quantity === null}
        onClick={() => order.mutate()}
      >
        {t('window.practice.order', { quantity: quantity ?? '…' })}
      </Button>
      {order.isError ? <Trouble error={order.error} /> : null}
      {latest.map(({ name, lines, cancelled }) => (
        <div key={name} className={classes.order}>
          <span className="numbers">
            {name}{' '}
            <Text component="span" size="xs" c="dimmed">
              {lines.map((line) => `${line.quantity} × ${line.sku}`).join(', ')}
            </Text>
          </span>
          {cancelled ? (
            <Text size="xs" c="dimmed">
              {t('window.practice.cancelled')}
            </Text>
          ) : (
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => cancel.mutate(name)}
              aria-label={t('window.practice.cancelOf', { order: name })}
            >
              {t('window.practice.cancel')}
            </Button>
          )}
        </div>
      ))}
      {cancel.isError ? <Trouble error={cancel.error} /> : null}
    </section>
  );
}
