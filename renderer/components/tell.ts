/** A word in the corner: something came to be, or did not. */
import { notifications } from '@mantine/notifications';

export function tell(kind: 'done' | 'failed', title: string, message = ''): void {
  notifications.show({
    title,
    message,
    color: kind === 'done' ? 'teal' : 'red',
    autoClose: kind === 'done' ? 5_000 : 12_000,
    withBorder: true,
  });
}
