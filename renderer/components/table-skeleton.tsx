import { Skeleton, Stack } from '@mantine/core';

/** A list that is being fetched. */
export function TableSkeleton({ rows = 6 }: { readonly rows?: number }) {
  return (
    <Stack gap="sm" aria-hidden>
      {Array.from({ length: rows }, (_, row) => row).map((row) => (
        <Skeleton key={row} h={22} />
      ))}
    </Stack>
  );
}
