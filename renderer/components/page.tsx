import { Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import classes from './page.module.css';

interface PageProps {
  readonly title: string;
  /** One sentence: what this screen is for. */
  readonly about?: ReactNode;
  /** The primary button and its companions. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** One screen: title in the words of the menu, its buttons, its work. Its title takes the focus when it opens. */
export function Page({ title, about, actions, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = title;
    heading.current?.focus({ preventScroll: true });
  }, [title]);
  return (
    <div className={classes.page} data-page>
      <Stack gap={2} className={classes.head}>
        <Group justify="space-between" gap="xs md">
          <Title order={1} size="h3" ref={heading} tabIndex={-1} className={classes.title}>
            {title}
          </Title>
          {actions === undefined ? null : <Group gap="xs">{actions}</Group>}
        </Group>
        {about === undefined ? null : (
          <Text size="sm" c="dimmed" maw={760}>
            {about}
          </Text>
        )}
      </Stack>
      {children}
    </div>
  );
}
