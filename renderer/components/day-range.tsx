/** From one day to another, both included; either may be left out. */
import { Group, Text, TextInput } from '@mantine/core';
import { useId } from 'react';
import { useLanguage } from '../base/locale.tsx';

/** Days of the shop, `2026-11-23`; empty: not chosen. */
export interface Days {
  readonly since: string;
  readonly until: string;
}
export const anyDay: Days = { since: '', until: '' };

/** As the engine takes them. */
export function daysFilter({ since, until }: Days): { since?: string; until?: string } {
  return { ...(since === '' ? {} : { since }), ...(until === '' ? {} : { until }) };
}

interface DayRangeProps {
  readonly days: Days;
  readonly onChange: (days: Days) => void;
}

export function DayRange({ days, onChange }: DayRangeProps) {
  const { t } = useLanguage();
  const id = useId();
  return (
    <Group gap={6} wrap="nowrap">
      {(['since', 'until'] as const).map((end) => (
        <Group key={end} gap={6} wrap="nowrap">
          <Text size="xs" component="label" htmlFor={`${id}-${end}`} c="dimmed">
            {t(`window.days.${end}`)}
          </Text>
          <TextInput
            id={`${id}-${end}`}
            type="date"
            size="xs"
            w={136}
            min={end === 'until' && days.since !== '' ? days.since : '2000-01-01'}
            max={end === 'since' && days.until !== '' ? days.until : '2099-12-31'}
            value={days[end]}
            onChange={(event) => onChange({ ...days, [end]: event.currentTarget.value })}
          />
        </Group>
      ))}
    </Group>
  );
}
