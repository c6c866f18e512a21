import '@mantine/core/styles.css';
import '@mantine/charts/styles.css';
import '@mantine/notifications/styles.css';
import './app.css';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { Providers } from '../base/providers.tsx';
import { fetchScreens, router } from './routes.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
createRoot(root).render(
  <Providers>
    <RouterProvider router={router} />
  </Providers>,
);

const stop = router.subscribe('onRendered', () => {
  stop();
  fetchScreens();
});
