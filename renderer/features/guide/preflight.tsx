import { Anchor, Button, Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { CheckLine } from '../../../shared/contract/connection.ts';
import { checkSentence } from '../../../shared/i18n/sentences.ts';
import { useLanguage } from '../../base/locale.tsx';
import { LinkTo } from '../../components/link-to.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import type { Tone } from '../../components/tones.ts';
import { Trouble } from '../../components/trouble.tsx';
import type { usePreflight } from '../../components/use-connection.ts';
import classes from './guide.module.css';
import type { View } from './use-guide.ts';

const tones: Readonly<Record<CheckLine['state'], Tone>> = {
  ok: 'inStep',
  warning: 'needsYou',
  failed: 'failed',
};

/** Which step mends it; articles have a screen of their own. */
const cures: Partial<Record<CheckLine['id'], View>> = {
  easycashierLogin: 'app',
  shopifyKey: 'app',
  shopifyScopes: 'app',
  shopifyApiVersion: 'app',
  locationsMapped: 'places',
  locationsActive: 'places',
  otherComputer: 'webhooks',
};

interface PreflightProps {
  readonly check: ReturnType<typeof usePreflight>;
  readonly onOpen: (view: View) => void;
}

/** One line per check, in the order they should be mended. */
export function Preflight({ check, onOpen }: PreflightProps) {
  const { t, translator } = useLanguage();
  const cureOf = (line: CheckLine): ReactNode => {
    if (line.state === 'ok') return null;
    if (line.id === 'matching')
      return (
        <LinkTo to="/articles" search={{ show: 'unmatched' }}>
          {t('window.guide.check.showArticles')}
        </LinkTo>
      );
    const view = cures[line.id];
    if (view === undefined) return null;
    return (
      <Anchor component="button" type="button" size="sm" onClick={() => onOpen(view)}>
        {t('window.guide.goTo', { step: t(`window.guide.${view as 'app'}.short`) })}
      </Anchor>
    );
  };
  return (
    <Paper withBorder p="md" component="section" aria-label={t('window.guide.check.title')}>
      <Group justify="space-between" mb="xs">
        <Title order={3} size="h5">
          {t('window.guide.check.title')}
        </Title>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconRefresh size={14} aria-hidden />}
          onClick={() => void check.refetch()}
          loading={check.isFetching}
        >
          {t('window.guide.check.again')}
        </Button>
      </Group>
      {check.isPending ? (
        <Stack gap="sm" role="status" aria-label={t('window.guide.check.reading')}>
          <Text size="sm" c="dimmed">
            {t('window.guide.check.reading')}
          </Text>
          {[1, 2, 3, 4, 5, 6].map((line) => (
            <Skeleton key={line} h={14} w={`${90 - line * 6}%`} />
          ))}
        </Stack>
      ) : check.isError ? (
        <Trouble error={check.error} />
      ) : (
        <ul className={classes.lines}>
          {check.data.lines.map((line) => (
            <li key={line.id} className={classes.line} data-check={line.id} data-state={line.state}>
              <StateBadge tone={tones[line.state]} words={t(`window.guide.check.${line.state}`)} />
              <span>
                {checkSentence(translator, line)} {cureOf(line)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Paper>
  );
}
