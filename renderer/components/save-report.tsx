/** A file for somebody who helps: how the program stands and what it did last, without keys and logins. */
import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { desktopShell } from '../base/desktop.ts';
import { useEngine, useExplain } from '../base/engine.tsx';
import { useLanguage } from '../base/locale.tsx';
import { download } from './download.ts';
import { tell } from './tell.ts';

export function SaveReport() {
  const { t } = useLanguage();
  const engine = useEngine();
  const explain = useExplain();
  const save = useMutation({
    // The desktop's needs no engine, and tells of the desktop too.
    mutationFn: async () => (await desktopShell())?.report() ?? engine.host.report(),
    onSuccess: ({ file, text }) => {
      download(file, text, 'application/json');
      tell('done', t('window.settings.reportSaved', { file }));
    },
    onError: (error) => tell('failed', explain(error).what, explain(error).next),
  });
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={16} aria-hidden />}
      onClick={() => save.mutate()}
      loading={save.isPending}
      style={{ alignSelf: 'flex-start' }}
    >
      {t('window.settings.report')}
    </Button>
  );
}
