/** How often, how much is held back, and when to ask first. */
import { Button, Group, NumberInput, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Settings } from '../../../shared/contract/activity.ts';
import { useEngine } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { tell } from '../../components/tell.ts';
import { Trouble } from '../../components/trouble.tsx';

interface Field {
  readonly name: 'pollSeconds' | 'buffer' | 'guardZeroShare' | 'guardDropShare';
  readonly min: number;
  readonly max: number;
  readonly isShare?: boolean;
  readonly isWhole?: boolean;
}

const fields: readonly Field[] = [
  { name: 'pollSeconds', min: 0.2, max: 3600 },
  { name: 'buffer', min: 0, max: 10_000, isWhole: true },
  { name: 'guardZeroShare', min: 0, max: 100, isShare: true, isWhole: true },
  { name: 'guardDropShare', min: 0, max: 100, isShare: true, isWhole: true },
];

type Draft = Partial<Record<Field['name'], number | string>>;

export function Pace({ settings }: { readonly settings: Settings }) {
  const { t, locale } = useLanguage();
  const engine = useEngine();
  const queries = useQueryClient();
  const [draft, setDraft] = useState<Draft>({});
  const save = useMutation({
    mutationFn: () => engine.activity.setSettings(toSettings(draft)),
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
  const values = Object.values(draft);
  const isValid = values.length > 0 && values.every((value) => typeof value === 'number');
  const stored = ({ name, isShare }: Field) => (isShare ? Math.round(settings[name] * 100) : settings[name]);
  return (
    <form onSubmit={submit} aria-label={t('window.settings.pace')}>
      <Stack gap="sm">
        {fields.map((field) => (
          <NumberInput
            key={field.name}
            label={t(`setting.${field.name}`)}
            description={t(`window.settings.${field.name}About`)}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            value={draft[field.name] ?? stored(field)}
            onChange={(value) => setDraft({ ...draft, [field.name]: value })}
            min={field.min}
            max={field.max}
            allowDecimal={!field.isWhole}
            decimalSeparator={locale === 'sv' ? ',' : '.'}
            suffix={field.isShare ? ' %' : ''}
            maw={320}
          />
        ))}
        {save.isError ? <Trouble error={save.error} /> : null}
        <Group>
          <Button type="submit" data-primary disabled={!isValid} loading={save.isPending}>
            {t('window.common.save')}
          </Button>
          {values.length > 0 ? (
            <Text size="sm" c="dimmed">
              {t('window.settings.unsaved')}
            </Text>
          ) : null}
        </Group>
      </Stack>
    </form>
  );
}

/** Percent on screen, shares in the engine. */
function toSettings(draft: Draft): Partial<Settings> {
  return Object.fromEntries(
    fields.flatMap(({ name, isShare }) => {
      const value = draft[name];
      return typeof value === 'number' ? [[name, isShare ? value / 100 : value]] : [];
    }),
  );
}
