/** The fields of a mail server, and of an https address. */
import { PasswordInput, Select, Stack, TextInput } from '@mantine/core';
import type { AlertsView } from '../../../shared/contract/alerts.ts';
import { mailSecurities, receiverKinds, usualMailPort } from '../../../shared/words/alerts.ts';
import { useLanguage } from '../../base/locale.tsx';
import { type AlertDraft, type AlertField, isThisComputer } from './alert-draft.ts';
import classes from './settings.module.css';

export interface AlertFields {
  readonly draft: AlertDraft;
  readonly view: AlertsView;
  readonly onType: (change: Partial<AlertDraft>) => void;
  /** A field is checked when it is left. */
  readonly onLeave: (field: AlertField) => void;
  /** Undefined: nothing is, or it has not been left yet. */
  readonly wrongIn: (field: AlertField) => string | undefined;
}

/** What is said of a field stands below it. */
const order: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error'];

/** A field of text as the form holds it. */
export function textField({ draft, onType, onLeave, wrongIn }: AlertFields, field: AlertField) {
  return {
    value: draft[field],
    error: wrongIn(field),
    autoComplete: 'off',
    inputWrapperOrder: order,
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      onType({ [field]: event.currentTarget.value }),
    onBlur: () => onLeave(field),
  };
}

export function MailFields(fields: AlertFields) {
  const { t } = useLanguage();
  const { draft, view, onType } = fields;
  const securities = mailSecurities.filter((one) => one !== 'none' || isThisComputer(draft.host));
  const choose = (value: string | null) => {
    const security = mailSecurities.find((one) => one === value);
    if (security === undefined) return;
    const isUsual = Object.values(usualMailPort).some((port) => String(port) === draft.port);
    onType({ security, ...(isUsual ? { port: String(usualMailPort[security]) } : {}) });
  };
  return (
    <Stack gap="sm">
      <TextInput
        label={t('window.alerts.to')}
        description={t('window.alerts.toAbout')}
        {...textField(fields, 'to')}
      />
      <div className={classes.fields}>
        <TextInput label={t('window.alerts.host')} placeholder="smtp.…" {...textField(fields, 'host')} />
        <TextInput label={t('window.alerts.port')} inputMode="numeric" {...textField(fields, 'port')} />
        <Select
          label={t('window.alerts.security')}
          data={securities.map((value) => ({ value, label: t(`mailSecurity.${value}`) }))}
          value={draft.security}
          onChange={choose}
          allowDeselect={false}
        />
      </div>
      <div className={classes.fields}>
        <TextInput
          label={t('window.alerts.username')}
          description={t('window.alerts.usernameAbout')}
          {...textField(fields, 'username')}
        />
        <PasswordInput
          label={t('window.alerts.password')}
          description={t('window.alerts.passwordAbout')}
          placeholder={view.mail?.username == null ? '' : t('window.alerts.kept')}
          visibilityToggleButtonProps={{ 'aria-label': t('window.guide.reveal'), tabIndex: 0 }}
          {...textField(fields, 'password')}
        />
      </div>
      <TextInput
        label={t('window.alerts.from')}
        description={t('window.alerts.fromAbout')}
        {...textField(fields, 'from')}
      />
    </Stack>
  );
}

export function WebFields(fields: AlertFields) {
  const { t } = useLanguage();
  const { draft, view, onType } = fields;
  const choose = (value: string | null) => {
    const kind = receiverKinds.find((one) => one === value);
    if (kind !== undefined) onType({ kind });
  };
  return (
    <Stack gap="sm">
      <Select
        label={t('window.alerts.kind')}
        data={receiverKinds.map((value) => ({ value, label: t(`receiver.${value}`) }))}
        value={draft.kind}
        onChange={choose}
        allowDeselect={false}
      />
      <PasswordInput
        label={t('window.alerts.address')}
        description={t('window.alerts.addressAbout')}
        placeholder={view.web === null ? 'https://' : t('window.alerts.keptAt', { host: view.web.host })}
        visibilityToggleButtonProps={{ 'aria-label': t('window.guide.reveal'), tabIndex: 0 }}
        {...textField(fields, 'address')}
      />
    </Stack>
  );
}
