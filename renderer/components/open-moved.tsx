/** The file that another computer has left: for a new computer's first step, and for one that is moved back to. */
import { Button, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconDeviceDesktopUp } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { desktopShell, isDesktop } from '../base/desktop.ts';
import { acrossWorlds, useEngine } from '../base/engine.tsx';
import { useLanguage } from '../base/locale.tsx';
import { Trouble } from './trouble.tsx';

export function OpenMoved() {
  const { t } = useLanguage();
  const engine = useEngine();
  const [isWanted, setWanted] = useState(false);
  const [path, setPath] = useState('');
  const open = useMutation({ ...acrossWorlds, mutationFn: () => engine.host.openMoved({ path }) });
  const browse = useMutation({
    mutationFn: async () => {
      const chosen = await (await desktopShell())?.chooseMoved();
      if (chosen?.path) setPath(chosen.path);
    },
  });
  if (!isWanted)
    return (
      <Button
        variant="subtle"
        leftSection={<IconDeviceDesktopUp size={16} aria-hidden />}
        onClick={() => setWanted(true)}
        style={{ alignSelf: 'flex-start' }}
      >
        {t('window.move.have')}
      </Button>
    );
  return (
    <Paper withBorder p="md" component="section" aria-label={t('window.move.have')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          open.mutate();
        }}
      >
        <Stack gap="sm">
          <Title order={3} size="h5">
            {t('window.move.have')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('window.move.haveAbout')}
          </Text>
          <Group align="flex-end" gap="xs" wrap="nowrap">
            <TextInput
              style={{ flex: 1 }}
              label={t('window.move.path')}
              value={path}
              onChange={(event) => setPath(event.currentTarget.value)}
            />
            {isDesktop() ? (
              <Button variant="default" onClick={() => browse.mutate()} loading={browse.isPending}>
                {t('window.move.browse')}
              </Button>
            ) : null}
          </Group>
          {open.isError ? <Trouble error={open.error} /> : null}
          <Group gap="xs">
            <Button type="submit" disabled={path.trim() === ''} loading={open.isPending}>
              {t('window.move.open')}
            </Button>
            <Button variant="subtle" color="gray" onClick={() => setWanted(false)}>
              {t('window.common.cancel')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}
