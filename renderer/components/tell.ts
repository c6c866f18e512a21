/** A word in the corner: something came to be, or did not; with something to press it stays longer. */

import { notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';

export function tell(kind: 'done' | 'failed', title: string, message: ReactNode = ''): void {
  notifications.show({
    title,
    message,
    color: kind === 'done' ? 'teal' : 'red',
    autoClose: kind === 'done' && typeof message === 'string' ? 5_000 : 12_000,
    withBorder: true,
  });
}
