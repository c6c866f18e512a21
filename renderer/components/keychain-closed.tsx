/** The keychain has closed itself. Nobody asks it again before somebody presses this. */
import { Alert, Button, Text } from '@mantine/core';
import { IconKeyOff } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { explainRefusal } from '../../shared/i18n/sentences.ts';
import { useEngine, useHost } from '../base/engine.tsx';
import { useLanguage } from '../base/locale.tsx';
import { useConnectionChanged } from './use-connection.ts';

export function AskKeychain({ onOpen }: { readonly onOpen?: () => void }) {
  const { t } = useLanguage();
  const engine = useEngine();
  const changed = useConnectionChanged();
  const ask = useMutation({
    mutationFn: () => engine.connection.openKeychain(),
    onSuccess: () => onOpen?.(),
    onSettled: changed,
  });
  return (
    <>
      <Button size="xs" variant="default" onClick={() => ask.mutate()} loading={ask.isPending}>
        {t('window.secrets.ask')}
      </Button>
      {ask.isError ? (
        <Text size="sm" role="status">
          {t('window.secrets.stillClosed')}
        </Text>
      ) : null}
    </>
  );
}

/** Nothing where it is open, or where secrets are kept elsewhere. */
export function KeychainClosed({ mt = 0 }: { readonly mt?: 0 | 'lg' }) {
  const { translator } = useLanguage();
  if (useHost()?.secrets !== 'closed') return null;
  const { what, stock, next } = explainRefusal(translator, 'keychainClosed', {});
  return (
    <Alert role="alert" mt={mt} variant="light" color="yellow" icon={<IconKeyOff aria-hidden />} title={what}>
      <Text size="sm">{stock}</Text>
      <Text size="sm" mb="xs">
        {next}
      </Text>
      <AskKeychain />
    </Alert>
  );
}
