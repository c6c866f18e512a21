import { em, useMantineTheme } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';

/** Whether the window has no room for more than one thing beside the other: a small screen, or text at 200 %. */
export function useNarrow(): boolean {
  const { breakpoints } = useMantineTheme();
  return useMediaQuery(`(width < ${em(breakpoints.md)})`, false, { getInitialValueInEffect: false });
}
