/**
 * Step 1. EasyCashier comes first, before the vendor's own first step: the guide begins with »logga in på EasyCashier
 * BackOffice«, and step 2 needs its stores.
 */
import { Button, Group } from '@mantine/core';
import { useLanguage } from '../../base/locale.tsx';
import { OpenMoved } from '../../components/open-moved.tsx';
import { EasyCashierCard } from './easycashier-card.tsx';
import { ShopifyCard } from './shopify-card.tsx';
import type { Branch } from './shopify-form.tsx';
import { StepTitle } from './step-title.tsx';
import type { Guide } from './use-guide.ts';

interface StepAppProps {
  readonly guide: Guide;
  readonly branch: Branch;
  readonly onBranch: (branch: Branch) => void;
  readonly onNext: () => void;
}

export function StepApp({ guide, branch, onBranch, onNext }: StepAppProps) {
  const { t } = useLanguage();
  return (
    <>
      <StepTitle>{t('window.guide.app.title')}</StepTitle>
      {guide.isEasyCashier || guide.isShopify || guide.done.activate ? null : <OpenMoved />}
      <EasyCashierCard isConnected={guide.isEasyCashier} />
      <ShopifyCard
        isConnected={guide.isShopify}
        isNext={guide.isEasyCashier}
        branch={branch}
        onBranch={onBranch}
      />
      {guide.done.app ? (
        <Group justify="flex-end">
          <Button data-primary onClick={onNext}>
            {t('window.guide.app.next')}
          </Button>
        </Group>
      ) : null}
    </>
  );
}
