/** A line over every screen, for what holds until somebody does something: what is so, and a way to do it. */
import { Group, Text } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './top-line.module.css';

interface TopLineProps {
  readonly icon: Icon;
  /** Null: nothing is so. The line stays, empty, so that who listens hears it come. */
  readonly said: ReactNode | null;
  /** A button or a link. */
  readonly act: ReactNode;
  readonly tone?: 'quiet' | 'violet';
}

export function TopLine({ icon: Picture, said, act, tone = 'quiet' }: TopLineProps) {
  return (
    <div role="status" className={classes.line} data-shown={said === null ? undefined : tone}>
      {said === null ? null : (
        <Group wrap="nowrap" gap="sm" px="md" py={5}>
          <Picture size={18} aria-hidden className={classes.icon} />
          <Text size="sm" className={classes.said}>
            {said}
          </Text>
          {act}
        </Group>
      )}
    </div>
  );
}
