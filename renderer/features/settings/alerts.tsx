/** »När det står stilla«: who is told, when, a test, and what became of the last message. */
import { Button, Group, Skeleton, Stack, Switch, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { AlertsView } from '../../../shared/contract/alerts.ts';
import { useEngine } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { SecretTrouble } from '../../components/secret-trouble.tsx';
import { tell } from '../../components/tell.ts';
import { Trouble } from '../../components/trouble.tsx';
import { AlertDeliveries } from './alert-deliveries.tsx';
import { type AlertDraft, type AlertField, changeOf, draftOf, isDayWrong, wrongOf } from './alert-draft.ts';
import { type AlertFields, MailFields, WebFields } from './alert-fields.tsx';
import { AlertHours } from './alert-hours.tsx';

const ALERTS_MS = 5_000;

export function Alerts() {
  const engine = useEngine();
  const alerts = useQuery({
    queryKey: ['alerts'],
    queryFn: ({ signal }) => engine.alerts.show(undefined, { signal }),
    refetchInterval: ALERTS_MS,
  });
  if (alerts.isError) return <Trouble error={alerts.error} onRetry={() => void alerts.refetch()} />;
  if (alerts.data === undefined) return <Skeleton h={140} />;
  return <AlertForm view={alerts.data} />;
}

/** Where there is a relay: it sees what a computer that is off cannot tell. */
function ByRelay({ draft, view, onType }: AlertFields) {
  const { t } = useLanguage();
  return (
    <div>
      <Switch
        label={t('window.alerts.byRelay')}
        description={t('window.alerts.byRelayAbout')}
        checked={draft.byRelay}
        onChange={(event) => onType({ byRelay: event.currentTarget.checked })}
      />
      {view.relay === 'none' || !view.byRelay ? null : (
        <Text size="sm" mt={6}>
          {t(`relayTells.${view.relay}`)}
        </Text>
      )}
    </div>
  );
}

function AlertForm({ view }: { readonly view: AlertsView }) {
  const { t, locale } = useLanguage();
  const engine = useEngine();
  const queries = useQueryClient();
  const [typed, setTyped] = useState<Partial<AlertDraft>>({});
  const [left, setLeft] = useState<ReadonlySet<AlertField>>(new Set());
  const draft = { ...draftOf(view), ...typed };
  const wrong = wrongOf(draft, view);
  const isWrong = Object.keys(wrong).length > 0 || draft.days.some(isDayWrong);
  const isChanged = Object.keys(typed).length > 0;
  const isSet = view.mail !== null || view.web !== null;
  const save = useMutation({
    mutationFn: () => engine.alerts.set(changeOf(draft, locale)),
    onSuccess: (answer) => {
      queries.setQueryData(['alerts'], answer);
      setTyped({});
      setLeft(new Set());
      tell('done', t('window.settings.saved'));
    },
  });
  const test = useMutation({
    mutationFn: () => engine.alerts.test(),
    onSuccess: ({ failed }) => {
      if (failed.length === 0) tell('done', t('window.alerts.tested'));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['alerts'] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isChanged && !isWrong) save.mutate();
  };
  const fields = {
    draft,
    view,
    onType: (change: Partial<AlertDraft>) => setTyped({ ...typed, ...change }),
    onLeave: (field: AlertField) => setLeft(new Set([...left, field])),
    wrongIn: (field: AlertField) => {
      const why = left.has(field) ? wrong[field] : undefined;
      return why === undefined ? undefined : t(`window.alerts.wrong.${why}`);
    },
  };
  const whyNotSave = isWrong ? t('window.alerts.notFilled') : isChanged ? t('window.settings.unsaved') : '';
  return (
    <form onSubmit={submit} aria-label={t('window.alerts.title')}>
      <Stack gap="md">
        <Switch
          label={t('window.alerts.byMail')}
          checked={draft.byMail}
          onChange={(event) => fields.onType({ byMail: event.currentTarget.checked })}
        />
        {draft.byMail ? <MailFields {...fields} /> : null}
        <Switch
          label={t('window.alerts.byWeb')}
          checked={draft.byWeb}
          onChange={(event) => fields.onType({ byWeb: event.currentTarget.checked })}
        />
        {draft.byWeb ? <WebFields {...fields} /> : null}
        {draft.byMail || draft.byWeb ? <AlertHours {...fields} /> : null}
        {view.relay !== 'none' && (draft.byMail || draft.byWeb) ? <ByRelay {...fields} /> : null}
        {save.isError ? <SecretTrouble error={save.error} onAgain={() => save.mutate()} /> : null}
        {test.isError ? <Trouble error={test.error} /> : null}
        <Group>
          <Button type="submit" data-primary disabled={!isChanged || isWrong} loading={save.isPending}>
            {t('window.common.save')}
          </Button>
          <Button
            variant="default"
            disabled={isChanged || !isSet}
            loading={test.isPending}
            onClick={() => test.mutate()}
          >
            {t('window.alerts.test')}
          </Button>
          <Text size="sm" c="dimmed">
            {isChanged || isSet ? whyNotSave : t('window.alerts.nobody')}
          </Text>
        </Group>
        <AlertDeliveries view={view} />
      </Stack>
    </form>
  );
}
