/** What a person is told while the window is not before them; pressing it opens the screen where they can do something. */
import { Notification } from 'electron';
import { needsPerson } from '../../../shared/contract/troubles.ts';
import { troubleText } from '../../../shared/i18n/sentences.ts';
import type { Translator } from '../../../shared/i18n/translate.ts';
import type { DueNotification } from './notification-rules.ts';

interface Notice {
  readonly title: string;
  readonly body: string;
}

/** Shown ones are held: one that is collected is never pressed. */
const shown = new Set<Notification>();

export function noticeOf({ t, ...rest }: Translator, due: DueNotification): Notice {
  if (due.kind === 'inbox')
    return { title: t('desktop.notice.inbox', { count: due.count }), body: t('desktop.notice.inboxBody') };
  if (due.kind === 'engine') return { title: t('desktop.cannotStart'), body: t('desktop.notice.engineBody') };
  const title = needsPerson(due.trouble) ? t('desktop.notice.needsYou') : t('desktop.notice.trouble');
  return { title, body: troubleText({ t, ...rest }, due.trouble) };
}

export function notify(notice: Notice, onPress: () => void): void {
  if (!Notification.isSupported()) return;
  const notification = new Notification({ ...notice, silent: false });
  shown.add(notification);
  const forget = () => shown.delete(notification);
  notification.on('click', () => {
    forget();
    onPress();
  });
  notification.on('close', forget);
  notification.on('failed', forget);
  notification.show();
}
