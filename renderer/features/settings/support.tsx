/** A file for somebody who helps: how the program stands and what it did last, without keys and logins. */
import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useEngine, useExplain } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { download } from '../../components/download.ts';
import { tell } from '../../components/tell.ts';

export function Support() {
  const { t } = useLanguage();
  const engine = useEngine();
  const explain = useExplain();
  const save = useMutation({
    mutationFn: () => engine.host.report(),
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
