/** Shopify's half of step 1: the app's permissions, the form, and what Shopify has really granted. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { CheckLine } from '../../../shared/contract/connection.ts';
import { useStatus } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { ConnectedCard } from './connected-card.tsx';
import { type Granted, Permissions, scopes } from './permissions.tsx';
import { type Branch, ShopifyForm } from './shopify-form.tsx';

interface ShopifyCardProps {
  readonly isConnected: boolean;
  /** EasyCashier is done: this is what to do now. */
  readonly isNext: boolean;
  readonly branch: Branch;
  readonly onBranch: (branch: Branch) => void;
}

export function ShopifyCard({ isConnected, isNext, branch, onBranch }: ShopifyCardProps) {
  const { t } = useLanguage();
  const shop = useStatus()?.shop ?? null;
  const checked = useCheckedScopes();
  const [refused, setRefused] = useState<Granted | null>(null);
  // A connection is made only with all of them; a later pre-flight may have found one gone.
  const granted = refused ?? (isConnected ? (checked ?? allGranted) : null);
  return (
    <ConnectedCard
      title={t('window.guide.shopify.title')}
      about={t('window.guide.shopify.about')}
      isConnected={isConnected}
      name={shop}
      changeLabel={t('window.guide.shopify.change')}
      found={<Permissions granted={granted} />}
      form={(onDone) => (
        <>
          {isConnected ? null : <Permissions granted={granted} />}
          <ShopifyForm
            isPrimary={isNext && !isConnected}
            branch={branch}
            onBranch={onBranch}
            onRefused={setRefused}
            onConnected={() => {
              setRefused(null);
              onDone();
            }}
          />
        </>
      )}
    />
  );
}

const allGranted: Granted = Object.fromEntries(scopes.map((scope) => [scope, true]));

/** What the last pre-flight said of the permissions; null when none has been made. */
function useCheckedScopes(): Granted | null {
  const check = useQueryClient().getQueryData<{ lines: readonly CheckLine[] }>(['check']);
  const line = check?.lines.find((one) => one.id === 'shopifyScopes');
  if (line === undefined) return null;
  const missing = String(line.args.scopes ?? '').split(', ');
  return Object.fromEntries(scopes.map((scope) => [scope, !missing.includes(scope)]));
}
