import { UnstyledButton } from '@mantine/core';
import type { PlanGroup, PlanSummary } from '../../../shared/contract/sync.ts';
import { useLanguage } from '../../base/locale.tsx';
import classes from './tiles.module.css';

const groups = [
  'unchanged',
  'raised',
  'lowered',
  'zeroed',
  'skipped',
] as const satisfies readonly PlanGroup[];

interface TilesProps {
  readonly counts: PlanSummary['counts'];
  readonly chosen: readonly PlanGroup[];
  readonly onChoose: (group: PlanGroup) => void;
}

/** Five counts; each shows its rows. */
export function Tiles({ counts, chosen, onChoose }: TilesProps) {
  const { t, formats } = useLanguage();
  return (
    <fieldset className={classes.tiles}>
      <legend className={classes.legend}>{t('window.sync.tiles')}</legend>
      {groups.map((group) => (
        <UnstyledButton
          key={group}
          className={classes.tile}
          data-group={group}
          data-some={counts[group] > 0 || undefined}
          aria-pressed={chosen.includes(group)}
          onClick={() => onChoose(group)}
        >
          <span className={classes.count}>{formats.number(counts[group])}</span>
          <span className={classes.word}>{t(`window.sync.tile.${group}`)}</span>
        </UnstyledButton>
      ))}
    </fieldset>
  );
}
