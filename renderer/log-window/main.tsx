import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '../app/app.css';
import { createRoot } from 'react-dom/client';
import { Providers } from '../base/providers.tsx';
import { LogWindow } from './log-window.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
createRoot(root).render(
  <Providers>
    <LogWindow />
  </Providers>,
);
