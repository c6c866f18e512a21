import { Button, Group, PasswordInput, Radio, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { refusalOf, useEngine, useHost, useStatus } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { SecretTrouble } from '../../components/secret-trouble.tsx';
import { useConnectionChanged } from '../../components/use-connection.ts';
import classes from './guide.module.css';
import { type Granted, scopes } from './permissions.tsx';

/** An app made in the Dev Dashboard, or an older one with a token of its own. */
export type Branch = 'dashboard' | 'token';

interface ShopifyFormProps {
  readonly isPrimary: boolean;
  readonly branch: Branch;
  readonly onBranch: (branch: Branch) => void;
  readonly onConnected: () => void;
  readonly onRefused: (granted: Granted | null) => void;
}

export function ShopifyForm({ isPrimary, branch, onBranch, onConnected, onRefused }: ShopifyFormProps) {
  const { t } = useLanguage();
  const engine = useEngine();
  const changed = useConnectionChanged();
  const given = useHost()?.practice?.credentials.shopify;
  const known = useStatus()?.shop;
  const [shop, setShop] = useState(given?.shop ?? known ?? '');
  const [clientId, setClientId] = useState(given?.clientId ?? '');
  const [clientSecret, setClientSecret] = useState(given?.clientSecret ?? '');
  const [accessToken, setAccessToken] = useState(given?.accessToken ?? '');
  const [apiSecret, setApiSecret] = useState(given?.apiSecret ?? '');
  const isToken = branch === 'token';
  const connect = useMutation({
    mutationFn: () =>
      engine.connection.connectShopify({
        shop,
        ...(given === undefined ? {} : { url: given.url }),
        ...(isToken
          ? { accessToken, ...(apiSecret === '' ? {} : { apiSecret }) }
          : { clientId, clientSecret }),
      }),
    onSuccess: async () => {
      for (const forget of [setClientSecret, setAccessToken, setApiSecret]) forget('');
      await changed();
      onConnected();
    },
    onError: (error) => onRefused(grantedBy(error)),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    connect.mutate();
  };
  const isFilled =
    shop.trim() !== '' && (isToken ? accessToken !== '' : clientId.trim() !== '' && clientSecret !== '');
  const secret = (label: string, value: string, set: (value: string) => void, description?: string) => (
    <PasswordInput
      label={label}
      value={value}
      onChange={(event) => set(event.currentTarget.value)}
      autoComplete="off"
      visibilityToggleButtonProps={{ 'aria-label': t('window.guide.reveal'), tabIndex: 0 }}
      {...(description === undefined
        ? {}
        : { description, inputWrapperOrder: ['label', 'input', 'description'] })}
    />
  );
  return (
    <form onSubmit={submit} aria-label={t('window.guide.shopify.title')}>
      <Stack gap="sm">
        <Radio.Group
          label={t('window.guide.shopify.branch')}
          value={branch}
          onChange={(value) => onBranch(value === 'token' ? 'token' : 'dashboard')}
        >
          <Stack gap={6} mt={6}>
            <Radio value="dashboard" label={t('window.guide.shopify.dashboard')} />
            <Radio value="token" label={t('window.guide.shopify.token')} />
          </Stack>
        </Radio.Group>
        <div className={classes.fields}>
          <TextInput
            label={t('window.guide.shopify.shop')}
            placeholder={t('window.guide.shopify.shopPlaceholder')}
            value={shop}
            onChange={(event) => setShop(event.currentTarget.value)}
            autoComplete="off"
          />
          {isToken ? (
            <>
              {secret(t('window.guide.shopify.accessToken'), accessToken, setAccessToken)}
              {secret(
                t('window.guide.shopify.apiSecret'),
                apiSecret,
                setApiSecret,
                t('window.guide.shopify.apiSecretWhy'),
              )}
            </>
          ) : (
            <>
              <TextInput
                label={t('window.guide.shopify.clientId')}
                value={clientId}
                onChange={(event) => setClientId(event.currentTarget.value)}
                autoComplete="off"
              />
              {secret(t('window.guide.shopify.clientSecret'), clientSecret, setClientSecret)}
            </>
          )}
        </div>
        {connect.isError ? <SecretTrouble error={connect.error} onAgain={() => connect.mutate()} /> : null}
        <Group>
          <Button
            type="submit"
            {...(isPrimary ? { 'data-primary': true } : { variant: 'default' })}
            disabled={!isFilled}
            loading={connect.isPending}
          >
            {t('window.guide.shopify.connect')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** A refusal that names what is missing also tells what is there. */
function grantedBy(error: unknown): Granted | null {
  const refusal = refusalOf(error);
  if (refusal?.code !== 'shopifyMissingScope') return null;
  const missing = String(refusal.args.scopes ?? '').split(', ');
  return Object.fromEntries(scopes.map((scope) => [scope, !missing.includes(scope)]));
}
