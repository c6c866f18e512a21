import { describe, expect, it } from 'vitest';
import { type AlertsView, alertSettings } from '../../../shared/contract/alerts.ts';
import { type AlertDraft, changeOf, draftOf, isDayWrong, wrongOf } from './alert-draft.ts';

const none: AlertsView = {
  ...alertSettings.parse({}),
  relay: 'none',
  deliveries: { mail: null, web: null },
  standstills: [],
};
const set: AlertsView = {
  ...none,
  mail: {
    host: 'smtp.example.com',
    port: 587,
    security: 'starttls',
    username: 'butiken',
    from: 'butiken@example.com',
    to: ['anna@example.com', 'olle@example.com'],
  },
  web: { kind: 'slack', host: 'hooks.slack.com' },
};
const filled: Partial<AlertDraft> = {
  byMail: true,
  to: 'anna@example.com; olle@example.com',
  from: ' butiken@example.com ',
  host: 'smtp.example.com',
  username: 'butiken',
  password: 'hemligt',
};
const drafted = (changes: Partial<AlertDraft>, view = none) => ({ ...draftOf(view), ...changes });

describe('what is wrong', () => {
  it('is nothing where nobody is told, and nothing in what is kept', () => {
    expect(wrongOf(draftOf(none), none)).toEqual({});
    expect(wrongOf(draftOf(set), set)).toEqual({});
    expect(wrongOf(drafted(filled), none)).toEqual({});
  });

  it.each([
    [{ to: '' }, { to: 'missing' }],
    [{ to: 'anna@example.com, olle' }, { to: 'mail' }],
    [{ from: 'butiken' }, { from: 'mail' }],
    [{ host: '' }, { host: 'missing' }],
    [{ host: 'https://smtp.example.com' }, { host: 'host' }],
    [{ port: '0' }, { port: 'port' }],
    [{ port: '70000' }, { port: 'port' }],
    [{ password: '' }, { password: 'passwordAnew' }],
    [{ username: '', password: '' }, {}],
    [{ byMail: false, to: '', host: '' }, {}],
    [{ byWeb: true }, { address: 'missing' }],
    [{ byWeb: true, address: 'http://hooks.slack.com/x' }, { address: 'https' }],
    [{ byWeb: true, address: 'https://a:b@hooks.slack.com/x' }, { address: 'https' }],
    [{ byWeb: true, address: ' https://hooks.slack.com/x ' }, {}],
    [{ byWeb: true, address: 'http://127.0.0.1:9/x' }, {}],
    [{ afterMinutes: '0' }, { afterMinutes: 'minutes' }],
    [{ afterMinutes: '1441' }, { afterMinutes: 'minutes' }],
    [{ afterMinutes: '1,5' }, { afterMinutes: 'minutes' }],
  ] as const)('%j: %j', (changes, wrong) => {
    expect(wrongOf(drafted({ ...filled, ...changes }), none)).toEqual(wrong);
  });

  it('is a password that was given for another server or another user', () => {
    for (const changes of [{ host: 'smtp.example.org' }, { username: 'anna' }]) {
      expect(wrongOf(drafted(changes, set), set)).toEqual({ password: 'passwordAnew' });
    }
  });

  it('is a day that ends before it begins', () => {
    const day = (from: string, to: string, isOpen = true) => isDayWrong({ isOpen, from, to });
    expect([day('09:00', '18:00'), day('00:00', '24:00'), day('x', 'y', false)]).toEqual([
      false,
      false,
      false,
    ]);
    expect([day('18:00', '09:00'), day('9', '18:00'), day('09:00', '25:00')]).toEqual([true, true, true]);
  });
});

describe('what is set', () => {
  it('is what was kept, where nothing was typed, and never a secret that was not', () => {
    const { language, hours, afterMinutes, mail, byRelay } = set;
    expect(changeOf(draftOf(set), language)).toEqual({
      language,
      hours,
      afterMinutes,
      byRelay,
      mail,
      web: { kind: 'slack' },
    });
  });

  it('is what was typed, without blanks', () => {
    const change = changeOf(drafted({ ...filled, byWeb: true, address: ' https://ntfy.sh/x ' }), 'en');
    expect(change.mail).toMatchObject({
      from: 'butiken@example.com',
      to: ['anna@example.com', 'olle@example.com'],
      password: 'hemligt',
    });
    expect(change).toMatchObject({ language: 'en', web: { kind: 'teams', address: 'https://ntfy.sh/x' } });
  });

  it('is nobody where both are switched off', () => {
    expect(changeOf(drafted({ byMail: false, byWeb: false }, set), 'sv')).toMatchObject({
      mail: null,
      web: null,
    });
  });
});
