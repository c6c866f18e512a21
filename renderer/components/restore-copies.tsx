/** The copies of the ledger, and the one to be put back: for a ledger that cannot be opened, and an engine that dies at once. */
import { Button, Radio, Stack, Text, Title } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { KeptCopy } from '../../shared/contract/host.ts';
import { acrossWorlds } from '../base/engine.tsx';
import { useLanguage } from '../base/locale.tsx';
import { useNow } from '../base/progress.tsx';
import { Trouble } from './trouble.tsx';

interface RestoreCopiesProps {
  readonly load: () => Promise<{ readonly copies: readonly KeptCopy[] }>;
  readonly restore: (name: string) => Promise<unknown>;
  /** Something else is what is usually done here. */
  readonly isSecond?: boolean;
}

const MB = 1024 * 1024;

export function RestoreCopies({ load, restore, isSecond = false }: RestoreCopiesProps) {
  const { t, formats } = useLanguage();
  const now = useNow(30_000);
  const { data } = useQuery({ queryKey: ['copies'], queryFn: load });
  const [chosen, setChosen] = useState<string | null>(null);
  const put = useMutation({ ...acrossWorlds, mutationFn: restore });
  if (data === undefined) return null;
  const { copies } = data;
  const name = chosen ?? copies[0]?.name ?? null;
  const labelOf = ({ name: file, at, bytes }: KeptCopy) => {
    const size = formats.number(Math.max(0.1, Math.round((bytes / MB) * 10) / 10));
    const label = t('window.copies.one', { when: formats.moment(at, now), size });
    return file.includes('-before-update-') ? `${label} · ${t('window.copies.beforeUpdate')}` : label;
  };
  return (
    <Stack gap="xs" component="section" aria-label={t('window.copies.title')}>
      <Title order={2} size="h5">
        {t('window.copies.title')}
      </Title>
      {name === null ? (
        <Text size="sm">{t('window.copies.none')}</Text>
      ) : (
        <>
          <Text size="sm">{t('window.copies.about')}</Text>
          <Radio.Group value={name} onChange={setChosen} label={t('window.copies.choose')}>
            <Stack gap={6}>
              {copies.map((copy) => (
                <Radio key={copy.name} value={copy.name} label={labelOf(copy)} size="sm" />
              ))}
            </Stack>
          </Radio.Group>
          {put.isError ? <Trouble error={put.error} /> : null}
          <Button
            variant={isSecond ? 'default' : 'filled'}
            leftSection={<IconHistory size={16} aria-hidden />}
            onClick={() => put.mutate(name)}
            loading={put.isPending}
            style={{ alignSelf: 'flex-start' }}
          >
            {t('window.copies.restore')}
          </Button>
        </>
      )}
    </Stack>
  );
}
