/** The libraries that the program is built of, each with the words under which it may be passed on. */
import { Code, Group, Modal, Skeleton, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Licences as Shown } from '../../../shared/words/licences.ts';
import { useLanguage } from '../../base/locale.tsx';
import { Trouble } from '../../components/trouble.tsx';

/** A file of the window's own: the same on the desktop and in a browser. */
const fetchLicences = async ({ signal }: { readonly signal: AbortSignal }) =>
  (await (await fetch('licences.json', { signal })).json()) as Shown;

export function Licences({ onClose }: { readonly onClose: () => void }) {
  const { t } = useLanguage();
  const licences = useQuery({
    queryKey: ['licences'],
    queryFn: fetchLicences,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={t('window.settings.licences')}
      closeButtonProps={{ 'aria-label': t('window.common.close') }}
    >
      {licences.isError ? (
        <Trouble error={licences.error} onRetry={() => void licences.refetch()} />
      ) : licences.data === undefined ? (
        <Skeleton h={240} />
      ) : (
        <Stack gap={2}>
          <Text size="sm" mb="xs">
            {t('window.settings.licencesAbout', { count: licences.data.libraries.length })}
          </Text>
          {licences.data.libraries.map(({ name, version, licence, text }) => (
            <Library
              key={`${name} ${version}`}
              name={name}
              version={version}
              licence={licence}
              text={licences.data.texts[text] ?? ''}
            />
          ))}
        </Stack>
      )}
    </Modal>
  );
}

interface LibraryProps {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly text: string;
}

function Library({ name, version, licence, text }: LibraryProps) {
  const [isOpen, setOpen] = useState(false);
  const Icon = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <div>
      <UnstyledButton py={4} w="100%" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Group gap="xs" wrap="nowrap" align="flex-start">
          <Icon size={16} aria-hidden style={{ flexShrink: 0, marginTop: 3 }} />
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            <b>{name}</b> {version} · {licence}
          </Text>
        </Group>
      </UnstyledButton>
      {isOpen ? (
        <Code block lang="en" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {text}
        </Code>
      ) : null}
    </div>
  );
}
