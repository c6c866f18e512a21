import { Skeleton } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { HostState, PracticeGoods } from '../../../shared/contract/host.ts';
import { useLanguage } from '../../base/locale.tsx';
import classes from './practice-panel.module.css';

interface BothSidesProps {
  readonly goods: PracticeGoods | null;
  readonly places: NonNullable<HostState['practice']>['places'];
}

/** The chosen article's numbers in both shops; what has just changed lights up. */
export function BothSides({ goods, places }: BothSidesProps) {
  const { t } = useLanguage();
  if (goods === null) return <Skeleton h={78} />;
  return (
    <table className={classes.numbers} aria-label={t('window.practice.numbers')}>
      <thead>
        <tr>
          <th scope="col">{t('window.practice.store')}</th>
          <th scope="col">{t('column.easycashier')}</th>
          <th scope="col">{t('column.shopify')}</th>
        </tr>
      </thead>
      <tbody>
        {places.map(({ storeNumber, storeName }) => {
          const cell = goods.cells.find((one) => one.storeNumber === storeNumber);
          const key = `${goods.articleNumber} ${storeNumber}`;
          return (
            <tr key={key} data-store={storeNumber}>
              <th scope="row">{storeName}</th>
              <td>
                <LiveNumber key={`${key} e`} value={cell?.easycashier ?? null} />
              </td>
              <td>
                <LiveNumber key={`${key} s`} value={cell?.shopify ?? null} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function LiveNumber({ value }: { readonly value: number | null }) {
  const { formats } = useLanguage();
  const first = useRef(value);
  const hasChanged = useRef(false);
  useEffect(() => {
    if (first.current !== value) hasChanged.current = true;
  }, [value]);
  const isChanged = hasChanged.current || first.current !== value;
  // Another value is another element, so that it lights up anew.
  return (
    <span key={String(value)} className={classes.number} data-changed={isChanged || undefined}>
      {value === null ? '–' : formats.number(value)}
    </span>
  );
}
