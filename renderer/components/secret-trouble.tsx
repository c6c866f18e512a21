/** A refusal to something with a key in it. Where there is no keychain that is open, the key may live until the program ends. */
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { refusalOf, useEngine } from '../base/engine.tsx';
import { useLanguage } from '../base/locale.tsx';
import { AskKeychain } from './keychain-closed.tsx';
import { Trouble } from './trouble.tsx';
import { useConnectionChanged } from './use-connection.ts';

interface SecretTroubleProps {
  readonly error: unknown;
  /** Tries once more what was refused. */
  readonly onAgain: () => void;
}

export function SecretTrouble({ error, onAgain }: SecretTroubleProps) {
  const { t } = useLanguage();
  const engine = useEngine();
  const changed = useConnectionChanged();
  const keep = useMutation({
    mutationFn: () => engine.host.keepSecretsForSession(),
    onSuccess: async () => {
      await changed();
      onAgain();
    },
  });
  const code = refusalOf(error)?.code;
  const actions =
    code === 'noKeychain' || code === 'keychainClosed' ? (
      <>
        {code === 'keychainClosed' ? <AskKeychain onOpen={onAgain} /> : null}
        <Button size="xs" onClick={() => keep.mutate()} loading={keep.isPending}>
          {t('window.secrets.keepForSession')}
        </Button>
      </>
    ) : null;
  return <Trouble error={error} actions={actions} />;
}
