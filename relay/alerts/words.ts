/** What is told, in the shop's language: of the shop its name, and how much waits. Nothing of what waits. */
import type { SilenceAlerts } from '../../shared/contract/relay.ts';

export interface Message {
  readonly title: string;
  readonly text: string;
}

export interface Told {
  readonly kind: 'silent' | 'back';
  readonly shop: string;
  readonly lastCameAt: number;
  /** Events of Shopify's that wait here. */
  readonly waiting: number;
}

const minute = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Stockholm',
  dateStyle: 'short',
  timeStyle: 'short',
});

const words = {
  sv: {
    silent: ({ shop, waiting }: Told, since: string) => ({
      title: `Datorn hör inte av sig: ${shop}`,
      lines: [
        `Datorn som håller lagret i fas har inte hört av sig till reläet sedan ${since}.`,
        'Inga lagersaldon skickas och inga webbordrar bokas så länge.',
        waiting > 0 ? `${waiting} händelser från Shopify väntar, och hämtas när datorn är tillbaka.` : '',
        'Gör så här: kontrollera att datorn är på, att den har internet och att programmet är igång.',
        'Du får inte det här beskedet igen, men ett när datorn är tillbaka.',
      ],
    }),
    back: ({ shop }: Told) => ({
      title: `Datorn är tillbaka: ${shop}`,
      lines: ['Datorn som håller lagret i fas hör av sig igen. Det som hände under tiden hämtas in.'],
    }),
    from: (shop: string) => `Från reläet för ${shop}.`,
  },
  en: {
    silent: ({ shop, waiting }: Told, since: string) => ({
      title: `The computer does not come: ${shop}`,
      lines: [
        `The computer that keeps the stock in step has not come to the relay since ${since}.`,
        'No stock is sent and no web orders are booked meanwhile.',
        waiting > 0 ? `${waiting} events of Shopify's wait, and are fetched when the computer is back.` : '',
        'What to do: see that the computer is on, that it has internet and that the program runs.',
        'You do not get this message again, but one when the computer is back.',
      ],
    }),
    back: ({ shop }: Told) => ({
      title: `The computer is back: ${shop}`,
      lines: ['The computer that keeps the stock in step comes again. What happened meanwhile is taken in.'],
    }),
    from: (shop: string) => `From the relay of ${shop}.`,
  },
} as const;

export function messageOf(language: SilenceAlerts['language'], told: Told): Message {
  const { from, ...kinds } = words[language];
  const { title, lines } = kinds[told.kind](told, minute.format(told.lastCameAt));
  return { title, text: [...lines.filter(Boolean), from(told.shop)].join('\n\n') };
}
