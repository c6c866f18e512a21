/** When somebody is told: how long something lasts first, and the opening hours. */
import { Checkbox, Fieldset, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { weekdays } from '../../../shared/words/alerts.ts';
import { useLanguage } from '../../base/locale.tsx';
import { type DayDraft, isDayWrong } from './alert-draft.ts';
import { type AlertFields, textField } from './alert-fields.tsx';
import classes from './settings.module.css';

export function AlertHours(fields: AlertFields) {
  const { t } = useLanguage();
  const { draft, onType } = fields;
  const change = (n: number, next: Partial<DayDraft>) =>
    onType({ days: draft.days.map((day, at) => (at === n ? { ...day, ...next } : day)) });
  return (
    <Stack gap="sm">
      <TextInput
        label={t('window.alerts.after')}
        description={t('window.alerts.afterAbout')}
        inputMode="numeric"
        maw={320}
        {...textField(fields, 'afterMinutes')}
      />
      <Fieldset
        variant="unstyled"
        px={0}
        legend={
          <Text span size="sm" fw={600} c="var(--mantine-color-text)">
            {t('window.alerts.hours')}
          </Text>
        }
      >
        <Text size="xs" c="dimmed" mb={6}>
          {t('window.alerts.hoursAbout')}
        </Text>
        <Stack gap={6}>
          {draft.days.map((day, n) => (
            <Day
              key={weekdays[n]}
              name={t(`weekday.${weekdays[n] ?? 'mon'}`)}
              day={day}
              onChange={(next) => change(n, next)}
            />
          ))}
        </Stack>
      </Fieldset>
    </Stack>
  );
}

interface DayProps {
  readonly name: string;
  readonly day: DayDraft;
  readonly onChange: (next: Partial<DayDraft>) => void;
}

function Day({ name, day, onChange }: DayProps) {
  const { t } = useLanguage();
  const [isLeft, setLeft] = useState(false);
  const isWrong = isLeft && isDayWrong(day);
  const time = (end: 'from' | 'to') => (
    <TextInput
      size="xs"
      w={72}
      aria-label={t(end === 'from' ? 'window.alerts.opens' : 'window.alerts.closes', { day: name })}
      value={day[end]}
      error={isWrong}
      onChange={(event) => onChange({ [end]: event.currentTarget.value })}
      onBlur={() => setLeft(true)}
    />
  );
  return (
    <div>
      <div className={classes.day}>
        <Checkbox
          label={name}
          checked={day.isOpen}
          onChange={(event) => onChange({ isOpen: event.currentTarget.checked })}
        />
        {day.isOpen ? (
          <>
            {time('from')}
            <span aria-hidden>–</span>
            {time('to')}
          </>
        ) : (
          <Text size="sm" c="dimmed">
            {t('window.alerts.closed')}
          </Text>
        )}
      </div>
      {isWrong ? (
        <Text size="xs" c="var(--mantine-color-error)" role="alert">
          {t('window.alerts.wrong.times')}
        </Text>
      ) : null}
    </div>
  );
}
