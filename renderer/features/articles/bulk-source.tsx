/** Which articles a change of many is about: those of a filter, a pasted list, or a file. */
import { FileInput, Radio, Stack, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useLanguage } from '../../base/locale.tsx';
import { Trouble } from '../../components/trouble.tsx';

interface WhichArticlesProps<Which extends string> {
  readonly value: Which;
  readonly onChange: (value: Which) => void;
  readonly choices: readonly { readonly value: Which; readonly label: string }[];
}

export function WhichArticles<Which extends string>({ value, onChange, choices }: WhichArticlesProps<Which>) {
  const { t } = useLanguage();
  return (
    <Radio.Group
      label={t('window.articles.bulkWhich')}
      value={value}
      onChange={(chosen) => onChange(chosen as Which)}
    >
      <Stack gap="xs" mt="xs">
        {choices.map((one) => (
          <Radio key={one.value} {...one} />
        ))}
      </Stack>
    </Radio.Group>
  );
}

interface Bytes {
  readonly file: string;
  readonly base64: string;
}

export interface ListSource<Item> {
  /** None while it is being read, and where it cannot be read. */
  readonly items: readonly Item[];
  /** Another reading, another number. */
  readonly readAt: number;
  readonly error: unknown;
  readonly pasted: string;
  readonly setPasted: (text: string) => void;
  readonly file: File | null;
  readonly setFile: (file: File | null) => void;
}

/** What was pasted, or chosen as a file, read by the program. `kind`: what is read out of it. */
export function useList<Item>(
  which: string,
  kind: string,
  read: (bytes: Bytes) => Promise<readonly Item[]>,
): ListSource<Item> {
  const [pasted, setPasted] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const source =
    which === 'file' ? file : which === 'list' && pasted.trim() !== '' ? new Blob([pasted]) : null;
  const list = useQuery({
    queryKey: [kind, which, pasted, file?.name, file?.size, file?.lastModified],
    queryFn: async () =>
      read({
        file: which === 'file' ? (file?.name ?? '') : '',
        base64: await toBase64(source ?? new Blob()),
      }),
    enabled: source !== null,
    retry: false,
    refetchOnWindowFocus: false,
  });
  const isRead = source !== null && !list.isFetching && list.data !== undefined;
  return {
    items: isRead ? list.data : [],
    readAt: list.dataUpdatedAt,
    error: source !== null && list.isError ? list.error : null,
    pasted,
    setPasted,
    file,
    setFile,
  };
}

interface ListFieldsProps {
  readonly which: string;
  readonly list: ListSource<unknown>;
  readonly fileLabel: string;
  /** What was read. */
  readonly children: (args: { readonly count: number; readonly file: string }) => ReactNode;
}

/** To paste into, or to choose a file with; and what went wrong with it. */
export function ListFields({ which, list, fileLabel, children }: ListFieldsProps) {
  const { t } = useLanguage();
  const { pasted, setPasted, file, setFile, items, error } = list;
  return (
    <>
      {which === 'list' ? (
        <Textarea
          label={t('window.articles.bulkPaste')}
          placeholder={t('window.articles.bulkPastePlaceholder')}
          autosize
          minRows={4}
          maxRows={10}
          value={pasted}
          onChange={(event) => setPasted(event.currentTarget.value)}
        />
      ) : null}
      {which === 'file' ? (
        <FileInput
          label={fileLabel}
          placeholder={t('window.articles.bulkChoose')}
          accept=".csv,.txt,.tsv,.xlsx"
          clearable
          value={file}
          onChange={setFile}
          description={
            file !== null && items.length > 0 ? children({ count: items.length, file: file.name }) : undefined
          }
        />
      ) : null}
      {error === null ? null : <Trouble error={error} />}
    </>
  );
}

async function toBase64(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const pieces: string[] = [];
  for (let from = 0; from < bytes.length; from += 30_000) {
    pieces.push(btoa(String.fromCharCode(...bytes.subarray(from, from + 30_000))));
  }
  return pieces.join('');
}
