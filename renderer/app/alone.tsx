/** A page that stands alone in the window, in the middle of it; where it is higher than the window it scrolls. */
import { Box, Center } from '@mantine/core';
import type { ReactNode } from 'react';

export function Alone({ children }: { readonly children: ReactNode }) {
  return (
    <Box component="main" h="100%" style={{ overflowY: 'auto' }}>
      <Center mih="100%" p="lg">
        {children}
      </Center>
    </Box>
  );
}
