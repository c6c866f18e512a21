import { Center, Stack, Text } from '@mantine/core';
import type { TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface EmptyProps {
  readonly icon: TablerIcon;
  /** What will appear here. */
  readonly title: string;
  /** How to get it. */
  readonly how: string;
  readonly action?: ReactNode;
}

/** Nothing to show yet: what will be here, and how it gets here. */
export function Empty({ icon: Icon, title, how, action }: EmptyProps) {
  return (
    <Center py="xl" px="md" flex={1}>
      <Stack align="center" gap="xs" maw={460}>
        <Icon size={40} stroke={1.3} color="var(--mantine-color-dimmed)" aria-hidden />
        <Text fw={600} ta="center">
          {title}
        </Text>
        <Text size="sm" c="dimmed" ta="center">
          {how}
        </Text>
        {action}
      </Stack>
    </Center>
  );
}
