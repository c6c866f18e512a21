import { z } from 'zod';
import { alertChannels, clockTimePattern, mailSecurities, receiverKinds } from '../words/alerts.ts';
import { procedure, refusalArgs } from './base.ts';
import { ourTimeSchema } from './instants.ts';

export const alertChannel = z.enum(alertChannels);
export type AlertChannel = z.infer<typeof alertChannel>;

/** What may stand still: one of the sides, or everything because the guard asks. */
export const alertSubjects = ['ledger', 'easycashier', 'shopify', 'relay', 'guard'] as const;
export const alertSubject = z.enum(alertSubjects);
export type AlertSubject = z.infer<typeof alertSubject>;

const receiverKind = z.enum(receiverKinds);
export type ReceiverKind = z.infer<typeof receiverKind>;

const clockTime = z.string().regex(clockTimePattern);
const openDay = z
  .object({ from: clockTime, to: clockTime })
  .refine(({ from, to }) => from < to, { path: ['to'] });
/** Monday first; null: closed all day. By the shop's clock, Stockholm's. */
const openingHours = z.array(openDay.nullable()).length(7);
export type OpeningHours = z.infer<typeof openingHours>;

const mailAddress = z.email().max(254);
const mailServer = z.object({
  host: z
    .string()
    .trim()
    .max(253)
    .regex(/^[A-Za-z0-9.:_-]+$/),
  port: z.number().int().min(1).max(65_535),
  security: z.enum(mailSecurities),
  /** Null: the server asks for no login. */
  username: z.string().trim().min(1).max(320).nullable(),
  from: mailAddress,
  to: z.array(mailAddress).min(1).max(10),
});

const receiver = z.object({
  kind: receiverKind,
  /** Of the address, which is a secret itself. */
  host: z.string(),
});

/** Who is told, and when. Never a secret. */
export const alertSettings = z.object({
  language: z.enum(['sv', 'en']).default('sv'),
  hours: openingHours.default([...Array.from({ length: 6 }, () => ({ from: '09:00', to: '18:00' })), null]),
  /** How long a trouble that needs a person lasts before it is told; one that passes by itself an hour at least. */
  afterMinutes: z
    .number()
    .int()
    .min(1)
    .max(24 * 60)
    .default(15),
  mail: mailServer.nullable().default(null),
  web: receiver.nullable().default(null),
  /** The relay is told whom to tell when this computer does not come: the receivers, the https address and the hours go there. */
  byRelay: z.boolean().default(false),
});
export type AlertSettings = z.infer<typeof alertSettings>;

/** The last message on a way: when it arrived, or why it did not. */
const delivery = z.object({
  at: ourTimeSchema,
  failure: z.object({ code: z.string(), args: refusalArgs }).nullable(),
});
export const alertDeliveries = z.object({
  mail: delivery.nullable().default(null),
  web: delivery.nullable().default(null),
});

const alertsView = alertSettings.extend({
  /**
   * What the relay says to it. `none`: there is no relay; `off`: it has not been asked; `asked`: it has not answered yet; `ok`; `noMail`: it can
   * send no mail, an https address it can call; `tooOld`: it knows of no such thing.
   */
  relay: z.enum(['none', 'off', 'asked', 'ok', 'noMail', 'tooOld']),
  deliveries: alertDeliveries,
  /** What stands still now, and on which ways that has been told. */
  standstills: z.array(
    z.object({
      subject: alertSubject,
      code: z.string(),
      args: refusalArgs,
      since: ourTimeSchema,
      told: z.array(alertChannel),
    }),
  ),
});
export type AlertsView = z.infer<typeof alertsView>;

/** What is absent stays as it is; null: nobody is told that way any more. */
const alertsChange = z
  .object({
    language: z.enum(['sv', 'en']),
    hours: openingHours,
    afterMinutes: alertSettings.shape.afterMinutes.unwrap(),
    mail: mailServer
      .extend({
        /** Absent: the one that is kept, where server and login are the same. */
        password: z.string().min(1).max(500).optional(),
      })
      .nullable(),
    web: z
      .object({
        kind: receiverKind,
        /** https, or http on this computer. Absent: the one that is kept. */
        address: z.string().trim().max(2_000).optional(),
      })
      .nullable(),
    byRelay: z.boolean(),
  })
  .partial()
  .strict();
export type AlertsChange = z.infer<typeof alertsChange>;

/** »When it stands still«: who is told that somebody has to do something, and that all is well again. */
export const alerts = {
  show: procedure.output(alertsView),
  set: procedure.input(alertsChange).output(alertsView),
  /** Nobody is told any more; the password and the address are forgotten. Hours and language stay. */
  off: procedure.output(alertsView),
  /** A message on every way that is set, now, whatever the hours. `failed` says why by way. */
  test: procedure.output(
    z.object({
      sent: z.array(alertChannel),
      failed: z.array(z.object({ channel: alertChannel, code: z.string(), args: refusalArgs })),
    }),
  ),
};
