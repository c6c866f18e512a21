/** Where to click in Shopify's admin, step by step, beside the work. */
import { Button, Collapse, Group, Text, UnstyledButton } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconChevronDown, IconChevronUp, IconExternalLink } from '@tabler/icons-react';
import { useHost, useStatus } from '../../base/engine.tsx';
import { useLanguage } from '../../base/locale.tsx';
import { openOutside } from '../../base/outside.ts';
import classes from './guide.module.css';

const paths = {
  dashboard: [1, 2, 3, 4, 5, 6, 7],
  token: [1, 2, 3, 4, 5],
  places: [1, 2, 3],
  activate: [1, 2, 3],
  webhooks: [1, 2, 3],
} as const;
export type PathName = keyof typeof paths;

/** What Shopify calls it, as of this version's making. */
export const WEBHOOK_VERSION = '2026-10';

export function ClickPath({ name }: { readonly name: PathName }) {
  const { t } = useLanguage();
  const shop = useStatus()?.shop ?? null;
  const isPractice = useHost()?.practice != null;
  const [isOpen, setOpen] = useLocalStorage({ key: 'backoffice.clickPath', defaultValue: true });
  const Chevron = isOpen ? IconChevronUp : IconChevronDown;
  const admin = shop === null ? 'https://admin.shopify.com' : `https://${shop}/admin`;
  const addresses: Partial<Record<PathName, string>> = {
    dashboard: 'https://dev.shopify.com/dashboard',
    token: shop === null ? admin : `${admin}/settings/apps/development`,
    places: shop === null ? admin : `${admin}/settings/locations`,
  };
  const address = addresses[name];
  return (
    <aside className={classes.help} aria-label={t('window.guide.path.title')}>
      <UnstyledButton onClick={() => setOpen(!isOpen)} aria-expanded={isOpen} w="100%">
        <Group justify="space-between" wrap="nowrap" gap="xs">
          <Text size="sm" fw={650}>
            {t(`window.guide.path.${name}.title`)}
          </Text>
          <Chevron size={16} aria-hidden />
        </Group>
      </UnstyledButton>
      <Collapse expanded={isOpen}>
        <ol className={classes.path}>
          {paths[name].map((number) => (
            <li key={number}>
              {t(`window.guide.path.${name}.s${number}` as 'window.guide.path.places.s1', {
                version: WEBHOOK_VERSION,
              })}
            </li>
          ))}
        </ol>
        {address === undefined ? null : isPractice ? (
          <Text size="xs" c="dimmed">
            {t('window.guide.path.practice')}
          </Text>
        ) : (
          <Button
            size="xs"
            variant="default"
            rightSection={<IconExternalLink size={14} aria-hidden />}
            onClick={() => openOutside(address)}
          >
            {t(name === 'dashboard' ? 'window.guide.path.openDashboard' : 'window.guide.path.openAdmin')}
          </Button>
        )}
      </Collapse>
    </aside>
  );
}
