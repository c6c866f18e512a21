import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ourTime } from '../../shared/words/time.ts';
import { useEngine, useExplain } from '../base/engine.tsx';
import { useLanguage } from '../base/locale.tsx';
import { download } from '../components/download.ts';
import { tell } from '../components/tell.ts';
import { useNames } from './columns.tsx';
import { toCsv } from './csv.ts';
import { csvCells, csvHead } from './row-text.ts';
import type { LogFilter } from './use-log.ts';

const PAGE = 1_000;

/** Everything the filter lets through, in a file for Excel. */
export function ExportButton({ filter }: { readonly filter: LogFilter }) {
  const { t, translator, formats, locale } = useLanguage();
  const engine = useEngine();
  const explain = useExplain();
  const names = useNames();
  const [count, setCount] = useState(0);

  const save = useMutation({
    mutationFn: async () => {
      const rows: (string | number | null)[][] = [csvHead(translator)];
      let before: number | null = null;
      do {
        const page: { lines: Parameters<typeof csvCells>[0][]; next: number | null } =
          await engine.activity.log({
            ...filter,
            limit: PAGE,
            ...(before === null ? {} : { before }),
          });
        for (const line of page.lines) rows.push(csvCells(line, names, translator, formats));
        setCount(rows.length - 1);
        before = page.next;
      } while (before !== null);
      const day = formats.stamp(ourTime(Date.now())).slice(0, 10);
      const { since, until } = filter;
      const of = since === undefined && until === undefined ? day : [since ?? '', until ?? day].join('–');
      const file = `${t('window.log.file')}-${of}.csv`;
      download(file, toCsv(rows, locale === 'sv'), 'text/csv;charset=utf-8');
      return { file, count: rows.length - 1 };
    },
    onSuccess: (saved) => tell('done', t('window.log.exported', saved), t('window.log.exportAbout')),
    onError: (error) => tell('failed', explain(error).what, explain(error).next),
  });

  return (
    <Button
      variant="default"
      title={t('window.log.exportAbout')}
      leftSection={<IconDownload size={16} aria-hidden />}
      onClick={() => save.mutate()}
      disabled={save.isPending}
    >
      {save.isPending ? t('window.log.exporting', { count }) : t('window.log.export')}
    </Button>
  );
}
