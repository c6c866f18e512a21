/** What both windows stand on: colours, language, the engine. */
import { localStorageColorSchemeManager, MantineProvider, MantineThemeProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import type { Translator } from '../../shared/i18n/translate.ts';
import { connectToEngine } from './connection.ts';
import { createQueries, EngineProvider } from './engine.tsx';
import { LanguageProvider, useLanguage } from './locale.tsx';
import { cssVariables, theme } from './theme.ts';

const connection = connectToEngine();
const queries = createQueries();
const schemes = localStorageColorSchemeManager({ key: 'backoffice.scheme' });

interface ProvidersProps {
  /** Of `startTranslator`. */
  readonly first: Translator;
  readonly children: ReactNode;
}

export function Providers({ first, children }: ProvidersProps) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={schemes}
      defaultColorScheme="auto"
    >
      <LanguageProvider first={first}>
        <Corner />
        <QueryClientProvider client={queries}>
          <EngineProvider connection={connection} queries={queries}>
            {children}
          </EngineProvider>
        </QueryClientProvider>
      </LanguageProvider>
    </MantineProvider>
  );
}

/** The notices in the corner; the button that closes one says so. */
function Corner() {
  const { t } = useLanguage();
  const named = useMemo(
    () => ({
      components: {
        Notification: { defaultProps: { closeButtonProps: { 'aria-label': t('window.common.close') } } },
      },
    }),
    [t],
  );
  return (
    <MantineThemeProvider theme={named} inherit>
      <Notifications position="bottom-right" limit={3} />
    </MantineThemeProvider>
  );
}
