/** There is no engine, and why: a damaged ledger, a newer one, another program that owns it. */
import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { HostState } from '../../shared/contract/host.ts';
import { explainRefusal } from '../../shared/i18n/sentences.ts';
import { acrossWorlds, useEngine } from '../base/engine.tsx';
import { useLanguage } from '../base/locale.tsx';
import { LanguageSwitch } from '../components/language-switch.tsx';
import { RestoreCopies } from '../components/restore-copies.tsx';
import { SaveReport } from '../components/save-report.tsx';
import { troubleLook } from '../components/trouble-look.ts';
import { Alone } from './alone.tsx';

export function HostFailure({ host }: { readonly host: HostState }) {
  const { t, translator } = useLanguage();
  const engine = useEngine();
  const again = useMutation({ ...acrossWorlds, mutationFn: () => engine.host.tryAgain() });
  const practise = useMutation({ ...acrossWorlds, mutationFn: () => engine.host.enterPractice({}) });
  const { code, args } = host.failure ?? { code: 'ledgerBusy' as const, args: {} };
  const { what, stock, next } = explainRefusal(translator, code, args);
  const isRestorable = code === 'ledgerDamaged' || code === 'ledgerNewer';
  const { colour, icon: Icon } = troubleLook({ code });
  return (
    <Alone>
      <Stack maw={560}>
        <Title order={1} size="h3">
          {t('window.failure.title')}
        </Title>
        <Alert role="alert" color={colour} variant="light" title={what} icon={<Icon aria-hidden />}>
          <Text size="sm">{stock}</Text>
          <Text size="sm">{next}</Text>
        </Alert>
        {isRestorable ? (
          <RestoreCopies
            load={() => engine.host.copies()}
            restore={(name) => engine.host.restore({ name })}
          />
        ) : null}
        <Group>
          <Button
            variant={isRestorable ? 'default' : 'filled'}
            onClick={() => again.mutate()}
            loading={again.isPending}
            data-primary
          >
            {t('window.trouble.again')}
          </Button>
          <Button variant="default" onClick={() => practise.mutate()} loading={practise.isPending}>
            {t('window.failure.practise')}
          </Button>
          <SaveReport />
          <LanguageSwitch />
        </Group>
      </Stack>
    </Alone>
  );
}
