import { Switch } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { desktopShell, isDesktop } from '../base/desktop.ts';
import { useLanguage } from '../base/locale.tsx';
import { Trouble } from './trouble.tsx';

/** Only on the desktop, and only where the system offers it. */
export function StartAtLogin() {
  const { t } = useLanguage();
  const desktop = useQuery({
    queryKey: ['desktop'],
    queryFn: async () => (await (await desktopShell())?.state()) ?? null,
    enabled: isDesktop(),
  });
  const set = useMutation({
    mutationFn: async (on: boolean) => (await desktopShell())?.setStartAtLogin({ on }),
    onSettled: () => desktop.refetch(),
  });
  const isOn = desktop.data?.startAtLogin ?? null;
  if (isOn === null) return null;
  return (
    <>
      <Switch
        label={t('window.settings.login')}
        description={t('window.settings.loginAbout')}
        checked={isOn}
        disabled={set.isPending}
        onChange={(event) => set.mutate(event.currentTarget.checked)}
      />
      {set.isError ? <Trouble error={set.error} /> : null}
    </>
  );
}
