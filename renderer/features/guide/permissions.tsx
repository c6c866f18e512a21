import { Button, CopyButton, Group, Table, Text } from '@mantine/core';
import { IconCheck, IconCopy, IconMinus, IconX } from '@tabler/icons-react';
import { useLanguage } from '../../base/locale.tsx';
import { CopyValue } from '../../components/copy-value.tsx';
import { WEBHOOK_VERSION } from './click-path.tsx';

/** The five of the vendor's guide, by Shopify's handles: all that is needed and no more. */
export const scopes = [
  'read_inventory',
  'write_inventory',
  'read_orders',
  'read_locations',
  'read_merchant_managed_fulfillment_orders',
] as const;

export type Granted = Readonly<Partial<Record<string, boolean>>>;

/** Each permission by both its names, to be copied, and whether Shopify has granted it. */
export function Permissions({ granted }: { readonly granted: Granted | null }) {
  const { t } = useLanguage();
  return (
    <div>
      <Group justify="space-between" gap="xs" mb={4}>
        <Text size="sm" fw={600}>
          {t('window.guide.scopes.title')}
        </Text>
        <CopyButton value={scopes.join(',')}>
          {({ copied, copy }) => (
            <Button
              size="compact-xs"
              variant="default"
              onClick={copy}
              leftSection={copied ? <IconCheck size={13} aria-hidden /> : <IconCopy size={13} aria-hidden />}
            >
              {t(copied ? 'window.common.copied' : 'window.guide.scopes.copyAll')}
            </Button>
          )}
        </CopyButton>
      </Group>
      <Table aria-label={t('window.guide.scopes.title')} verticalSpacing={3} horizontalSpacing={6}>
        <Table.Tbody>
          {scopes.map((scope) => (
            <Table.Tr key={scope} data-scope={scope} data-granted={granted?.[scope]}>
              <Table.Td w={26}>
                <Mark isGranted={granted?.[scope] ?? null} />
              </Table.Td>
              <Table.Td>
                <Text size="sm" lh={1.3}>
                  {t(`window.guide.scopes.${scope}`)}
                </Text>
                <Text size="xs" c="dimmed" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
                  {scope}
                </Text>
              </Table.Td>
              <Table.Td w={34} ta="right">
                <CopyValue value={scope} />
              </Table.Td>
            </Table.Tr>
          ))}
          <Table.Tr>
            <Table.Td />
            <Table.Td>
              <Text size="sm">{t('window.guide.scopes.version', { version: WEBHOOK_VERSION })}</Text>
            </Table.Td>
            <Table.Td w={34} ta="right">
              <CopyValue value={WEBHOOK_VERSION} />
            </Table.Td>
          </Table.Tr>
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Mark({ isGranted }: { readonly isGranted: boolean | null }) {
  const { t } = useLanguage();
  if (isGranted === null)
    return (
      <IconMinus
        size={16}
        color="var(--mantine-color-dimmed)"
        aria-label={t('window.guide.scopes.unknown')}
      />
    );
  return isGranted ? (
    <IconCheck
      size={17}
      stroke={2.4}
      color="var(--state-in-step)"
      aria-label={t('window.guide.scopes.granted')}
    />
  ) : (
    <IconX size={17} stroke={2.4} color="var(--state-failed)" aria-label={t('window.guide.scopes.missing')} />
  );
}
