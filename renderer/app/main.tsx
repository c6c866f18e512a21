import '@mantine/core/styles.css';
import '@mantine/charts/styles.css';
import '@mantine/notifications/styles.css';
import './app.css';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { startTranslator } from '../base/locale.tsx';
import { Providers } from '../base/providers.tsx';
import { fetchScreens, router } from './routes.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
void startTranslator().then((first) =>
  createRoot(root).render(
    <Providers first={first}>
      <RouterProvider router={router} />
    </Providers>,
  ),
);

const stop = router.subscribe('onRendered', () => {
  stop();
  fetchScreens();
});
