/** `probe`: what is not known of the two sides, asked of the real servers. */
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { ourTime } from '../../../shared/words/time.ts';
import { Shortfall } from '../../failure.ts';
import { probeReport } from '../../system/probe-report.ts';
import type { Cli } from '../cli.ts';
import { failedSides, probeColumns, probeRows } from '../output/probe-text.ts';
import type { Shell } from './command.ts';

async function probe(cli: Cli, file: string | undefined): Promise<void> {
  const { formats, redactor, terminal, translator } = cli;
  const { t } = translator;
  const result = await cli.use((client) => client.connection.probe());
  cli.answer(result, () =>
    cli.table(probeColumns(translator), probeRows(translator, formats, result, ourTime(Date.now()))),
  );
  if (file !== undefined) {
    save(cli, file, probeReport(result, redactor, Date.now()));
    terminal.notice(t('cli.probeSaved', { file }));
  }
  const failed = failedSides(result);
  if (failed.length === 0) return;
  const message = t('cli.probeFailed', { sides: failed.join(', ') });
  throw new Shortfall('sideNotAsked', message, t('cli.probeFailedNext'));
}

function save({ translator: { t } }: Cli, file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch {
    throw new Shortfall('fileNotWritten', t('cli.fileNotWritten', { file }), t('cli.fileNotWrittenNext'));
  }
}

export function addProbeCommand({ program, translator: { t }, open }: Shell): void {
  program
    .command('probe')
    .description(t('cli.command.probe'))
    .option('--file <file>', t('cli.option.reportFile'))
    .action(async ({ file }: { file?: string }, command: Command) => probe(open(command), file));
}
