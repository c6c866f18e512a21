/** The settings of the table, a row each: how often, how much is held back, and when to ask first. */
import { Button, Group, NumberInput, Stack, Switch, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Settings } from '../../../shared/contract/settings.ts';
import { settingRow } from '../../../shared/words/settings.ts';
import { useEngine } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { tell } from '../../components/tell.ts';
import { Trouble } from '../../components/trouble.tsx';
import {
  type Draft,
  type ListedSetting,
  listedSettings,
  numberField,
  toChange,
  troubleWith,
} from './setting-rows.ts';

export function SettingForm({ settings }: { readonly settings: Settings }) {
  const { t } = useLanguage();
  const engine = useEngine();
  const queries = useQueryClient();
  const [draft, setDraft] = useState<Draft>({});
  const save = useMutation({
    mutationFn: () => engine.activity.setSettings(toChange(draft)),
    onSuccess: (answer) => {
      queries.setQueryData(['settings'], answer);
      setDraft({});
      tell('done', t('window.settings.saved'));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const isChanged = Object.keys(draft).length > 0;
  const isValid = listedSettings.every((name) => troubleWith(settingRow(name), draft[name]) === null);
  return (
    <form onSubmit={submit} aria-label={t('window.settings.pace')}>
      <Stack gap="sm">
        {listedSettings.map((name) => (
          <Row
            key={name}
            name={name}
            stored={settings[name]}
            typed={draft[name]}
            onType={(value) => setDraft({ ...draft, [name]: value })}
          />
        ))}
        {save.isError ? <Trouble error={save.error} /> : null}
        <Group>
          <Button type="submit" data-primary disabled={!isChanged || !isValid} loading={save.isPending}>
            {t('window.common.save')}
          </Button>
          {isChanged ? (
            <Text size="sm" c="dimmed">
              {t('window.settings.unsaved')}
            </Text>
          ) : null}
        </Group>
      </Stack>
    </form>
  );
}

interface RowProps {
  readonly name: ListedSetting;
  readonly stored: number | boolean;
  readonly typed: Draft[ListedSetting];
  readonly onType: (value: number | string | boolean) => void;
}

function Row({ name, stored, typed, onType }: RowProps) {
  const { t, locale } = useLanguage();
  const row = settingRow(name);
  const words = { label: t(`setting.${name}`), description: t(`window.settings.${name}About`) };
  if (row.kind === 'switch') {
    return (
      <Switch
        {...words}
        checked={Boolean(typed ?? stored)}
        onChange={(event) => onType(event.currentTarget.checked)}
      />
    );
  }
  const { min, max, unit, value } = numberField(row, Number(stored));
  const unitWord = t(`unit.${unit}`);
  const why = troubleWith(row, typed);
  const shown = typeof typed === 'boolean' ? value : (typed ?? value);
  const allowed = why === null ? null : t(`why.${why}`, { value: shown, min, max, unit: unitWord });
  return (
    <NumberInput
      {...words}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      value={shown}
      onChange={onType}
      // There is nothing to say of a number that is still being typed.
      error={typeof shown === 'number' ? allowed : why !== null}
      min={min}
      max={max}
      // What is out of range is said, not changed into something else.
      clampBehavior="none"
      // Also where a whole number is asked: 1,5 is refused with words, not cut to 15.
      allowedDecimalSeparators={[',', '.']}
      decimalSeparator={locale === 'sv' ? ',' : '.'}
      suffix={` ${unitWord}`}
      maw={320}
    />
  );
}
