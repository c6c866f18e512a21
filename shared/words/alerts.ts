/** What alerts are made of, for whoever shows or sets them. */

/** How somebody who is not in front of the screen is told. */
export const alertChannels = ['mail', 'web'] as const;

/** `starttls`: encrypted before anything is said; `tls`: encrypted from the first byte; `none`: to this computer only. */
export const mailSecurities = ['starttls', 'tls', 'none'] as const;
export type MailSecurity = (typeof mailSecurities)[number];

/** Where a mail server usually listens for it. */
export const usualMailPort: Readonly<Record<MailSecurity, number>> = { starttls: 587, tls: 465, none: 25 };

/** What an https address takes: a card, `{"text"}`, pings with `/fail`, or the bare text. */
export const receiverKinds = ['teams', 'slack', 'healthchecks', 'text'] as const;

/** As the week goes in Sweden. */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** `09:00`, at the latest `24:00`. */
export const clockTimePattern = /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;
