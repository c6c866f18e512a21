import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '../app/app.css';
import { createRoot } from 'react-dom/client';
import { startTranslator } from '../base/locale.tsx';
import { Providers } from '../base/providers.tsx';
import { LogWindow } from './log-window.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
void startTranslator().then((first) =>
  createRoot(root).render(
    <Providers first={first}>
      <LogWindow />
    </Providers>,
  ),
);
