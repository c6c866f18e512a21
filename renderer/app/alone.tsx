/** A page that stands alone in the window, in the middle of it; where it is higher than the window it scrolls. */
import { Box, Center } from '@mantine/core';
import type { ReactNode } from 'react';
import { UpdateLine } from '../components/update-line.tsx';

export function Alone({ children }: { readonly children: ReactNode }) {
  return (
    <Box component="main" h="100%" style={{ overflowY: 'auto', display: 'flex', flexDirection: 'column' }}>
      {/* What keeps the window from opening may be cured in a newer version. */}
      <UpdateLine />
      <Center p="lg" style={{ flex: '1 0 auto' }}>
        {children}
      </Center>
    </Box>
  );
}
