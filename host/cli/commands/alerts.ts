/** `alerts` · `alerts mail` · `alerts web` · `alerts hours` · `alerts set` · `alerts test` · `alerts off`: told when it stands still. */

import { type Command, Option } from 'commander';
import type {
  AlertChannel,
  AlertsChange,
  AlertsView,
  ReceiverKind,
} from '../../../shared/contract/alerts.ts';
import { findRefusal, troubleText } from '../../../shared/i18n/sentences.ts';
import { locales } from '../../../shared/i18n/translate.ts';
import {
  alertChannels,
  type MailSecurity,
  mailSecurities,
  receiverKinds,
  usualMailPort,
  weekdays,
} from '../../../shared/words/alerts.ts';
import { ourTime } from '../../../shared/words/time.ts';
import { Shortfall, UsageError } from '../../failure.ts';
import { requireAddress } from '../../system/environment.ts';
import { askSecret } from '../ask.ts';
import type { Cli } from '../cli.ts';
import { withDays } from '../opening-hours.ts';
import { countingNumber, onOrOff, type Shell } from './command.ts';

interface MailOptions {
  readonly host?: string;
  readonly port?: number;
  readonly security: MailSecurity;
  readonly username?: string;
  readonly from?: string;
  readonly to?: string[];
  readonly off?: boolean;
}

function given(value: string | undefined, flag: string): string {
  if (value === undefined || value.trim() === '')
    throw new UsageError('cli.usage.missingArgument', { what: flag });
  return value.trim();
}

/** Whoever sets somebody to be told for the first time is told in the language of the command. */
async function change(cli: Cli, wanted: AlertsChange): Promise<void> {
  const view = await cli.use(async (client) => {
    const { mail, web } = await client.alerts.show();
    const isFirst = mail === null && web === null && wanted.language === undefined;
    return client.alerts.set({ ...(isFirst ? { language: cli.translator.locale } : {}), ...wanted });
  });
  cli.answer(view, () => writeView(cli, view));
}

async function setMail(cli: Cli, options: MailOptions): Promise<void> {
  if (options.off) return change(cli, { mail: null });
  const { environment, terminal, translator } = cli;
  const { security, username } = options;
  const server = {
    host: given(options.host, '--host'),
    port: options.port ?? usualMailPort[security],
    security,
    username: username ?? null,
    from: given(options.from, '--from'),
    to: (options.to ?? []).map((one) => given(one, '--to')),
  };
  if (server.to.length === 0) given(undefined, '--to');
  const typed =
    environment.ALERTS_MAIL_PASSWORD ??
    (username !== undefined && terminal.canAsk ? await askSecret(translator.t('cli.ask.mailPassword')) : '');
  await change(cli, { mail: { ...server, ...(username && typed !== '' ? { password: typed } : {}) } });
}

/** The address is a secret: it is not taken as an option, which other programs of the computer can read. */
async function setWeb(cli: Cli, { kind, off }: { kind?: ReceiverKind; off?: boolean }): Promise<void> {
  if (off) return change(cli, { web: null });
  const { environment, terminal, translator } = cli;
  if (kind === undefined) throw new UsageError('cli.usage.missingArgument', { what: '--kind' });
  const typed =
    environment.ALERTS_ADDRESS ??
    (terminal.canAsk ? (await askSecret(translator.t('cli.ask.alertAddress'))).trim() : '');
  const address = typed === '' ? {} : { address: requireAddress('ALERTS_ADDRESS', 'ALERTS_ADDRESS', typed) };
  await change(cli, { web: { kind, ...address } });
}

async function test(cli: Cli): Promise<void> {
  const { t } = cli.translator;
  const result = await cli.use((client) => client.alerts.test());
  cli.answer(result, () => {
    for (const channel of result.sent)
      cli.terminal.line(t('cli.alerts.sent', { way: t(`alertWay.${channel}`) }));
  });
  const [failed] = result.failed;
  if (!failed) return;
  const told = findRefusal(cli.translator, failed.code, failed.args);
  const what = told?.what ?? troubleText(cli.translator, failed);
  throw new Shortfall(failed.code, what, told?.next ?? '');
}

function hoursText({ t }: Cli['translator'], { hours }: AlertsView): string {
  return hours
    .map((day, n) => {
      const name = t(`weekday.${weekdays[n] ?? 'mon'}`);
      return day === null ? t('cli.alerts.closed', { day: name }) : `${name} ${day.from}–${day.to}`;
    })
    .join(', ');
}

function deliveryLine(cli: Cli, channel: AlertChannel, { deliveries }: AlertsView): string | null {
  const { t } = cli.translator;
  const delivery = deliveries[channel];
  if (delivery === null) return null;
  const at = cli.formats.instant(delivery.at, ourTime(Date.now()));
  const way = t(`alertWay.${channel}`);
  if (delivery.failure === null) return t('cli.alerts.arrived', { way, at });
  return t('cli.alerts.notArrived', { way, at, why: troubleText(cli.translator, delivery.failure) });
}

function writeView(cli: Cli, view: AlertsView): void {
  const { formats, terminal, translator } = cli;
  const { t } = translator;
  const { mail, web, afterMinutes, language } = view;
  if (mail === null && web === null) terminal.line(t('cli.alerts.nobody'));
  if (mail !== null) {
    const { host, port, security, from } = mail;
    const to = mail.to.join(', ');
    terminal.line(
      t('cli.alerts.mail', { to, from, host, port: String(port), security: t(`mailSecurity.${security}`) }),
    );
  }
  if (web !== null) terminal.line(t('cli.alerts.web', { kind: t(`receiver.${web.kind}`), host: web.host }));
  terminal.line(t('cli.alerts.hours', { hours: hoursText(translator, view) }));
  terminal.line(t('cli.alerts.after', { minutes: afterMinutes, language }));
  if (view.relay !== 'none') terminal.line(t(`relayTells.${view.relay}`));
  for (const channel of alertChannels) {
    const line = deliveryLine(cli, channel, view);
    if (line !== null) terminal.line(line);
  }
  for (const { subject, code, args, since, told } of view.standstills) {
    const what = subject === 'guard' ? t('alert.guard.what') : troubleText(translator, { code, args });
    const at = formats.instant(since, ourTime(Date.now()));
    terminal.line(t(told.length > 0 ? 'cli.alerts.told' : 'cli.alerts.toTell', { what, since: at }));
  }
}

interface SetOptions {
  readonly after?: number;
  readonly language?: 'sv' | 'en';
  readonly relay?: boolean;
}

const collect = (value: string, before: string[] | undefined) => [...(before ?? []), ...value.split(',')];

export function addAlertsCommands({ program, translator: { t }, open }: Shell): void {
  const alerts = program
    .command('alerts')
    .description(t('cli.command.alerts'))
    .action(async (_options: object, command: Command) => {
      const cli = open(command);
      const view = await cli.use((client) => client.alerts.show());
      cli.answer(view, () => writeView(cli, view));
    });
  alerts
    .command('mail')
    .description(t('cli.command.alertsMail'))
    .option('--host <name>', t('cli.option.mailHost'))
    .option('--port <n>', t('cli.option.mailPort'), countingNumber)
    .addOption(
      new Option('--security <kind>', t('cli.option.mailSecurity'))
        .choices(mailSecurities)
        .default('starttls'),
    )
    .option('--username <name>', t('cli.option.mailUsername'))
    .option('--from <address>', t('cli.option.mailFrom'))
    .option('--to <address>', t('cli.option.mailTo'), collect)
    .option('--off', t('cli.option.alertOff'))
    .action(async (options: MailOptions, command: Command) => setMail(open(command), options));
  alerts
    .command('web')
    .description(t('cli.command.alertsWeb'))
    .addOption(new Option('--kind <kind>', t('cli.option.receiverKind')).choices(receiverKinds))
    .option('--off', t('cli.option.alertOff'))
    .action(async (options: { kind?: ReceiverKind; off?: boolean }, command: Command) =>
      setWeb(open(command), options),
    );
  alerts
    .command('hours')
    .argument('<days>', t('cli.option.alertDays'))
    .argument('<hours>', t('cli.option.alertHours'))
    .description(t('cli.command.alertsHours'))
    .action(async (days: string, hours: string, _options: object, command: Command) => {
      const cli = open(command);
      // Wrongly written is told before an engine is asked.
      withDays([], days, hours);
      const now = await cli.use((client) => client.alerts.show());
      await change(cli, { hours: withDays(now.hours, days, hours) });
    });
  alerts
    .command('set')
    .description(t('cli.command.alertsSet'))
    .option('--after <minutes>', t('cli.option.alertAfter'), countingNumber)
    .addOption(new Option('--language <language>', t('cli.option.alertLanguage')).choices(locales))
    .option('--relay <on|off>', t('cli.option.alertRelay'), onOrOff)
    .action(async ({ after, language, relay }: SetOptions, command: Command) =>
      change(open(command), {
        ...(after === undefined ? {} : { afterMinutes: after }),
        ...(language === undefined ? {} : { language }),
        ...(relay === undefined ? {} : { byRelay: relay }),
      }),
    );
  alerts
    .command('test')
    .description(t('cli.command.alertsTest'))
    .action(async (_options: object, command: Command) => test(open(command)));
  alerts
    .command('off')
    .description(t('cli.command.alertsOff'))
    .action(async (_options: object, command: Command) => {
      const cli = open(command);
      const view = await cli.use((client) => client.alerts.off());
      cli.answer(view, () => writeView(cli, view));
    });
}
