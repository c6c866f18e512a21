import { Button, Group, Text } from '@mantine/core';
import { IconSchool } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { acrossWorlds, useEngine, useHost } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { Trouble } from '../../components/trouble.tsx';

/** In and out of practice mode; the shop's own connection rests meanwhile and is kept. */
export function PracticeMode() {
  const { t } = useLanguage();
  const engine = useEngine();
  const isPractice = useHost()?.world === 'practice';
  const go = useMutation({
    ...acrossWorlds,
    mutationFn: async () => {
      if (isPractice) await engine.host.leavePractice();
      else await engine.host.enterPractice({});
    },
  });
  return (
    <>
      <Text size="sm">{t(isPractice ? 'window.settings.practiceOn' : 'window.settings.practiceOff')}</Text>
      {go.isError ? <Trouble error={go.error} /> : null}
      <Group>
        <Button
          variant="default"
          leftSection={<IconSchool size={16} aria-hidden />}
          onClick={() => go.mutate()}
          loading={go.isPending}
        >
          {t(isPractice ? 'window.top.leavePractice' : 'window.settings.practise')}
        </Button>
      </Group>
    </>
  );
}
