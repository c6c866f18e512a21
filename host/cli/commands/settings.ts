/** `settings` · `settings set`: every setting of the table that somebody may see. */
import type { Command } from 'commander';
import { Refusal } from '../../../engine/refusal.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import type { Translator } from '../../../shared/i18n/translate.ts';
import {
  type SeenSetting,
  type SettingRow,
  seenSettings,
  settingRow,
  settingTable,
  whyNot,
} from '../../../shared/words/settings.ts';
import { UsageError } from '../../failure.ts';
import type { Cli } from '../cli.ts';
import { createFormats, type Formats } from '../output/formats.ts';
import { renderTable } from '../output/table.ts';
import { onOrOff, type Shell } from './command.ts';

function settingName(text: string): SeenSetting {
  const name = seenSettings.find((one) => one === text);
  if (name !== undefined) return name;
  const allowed = seenSettings.join(', ');
  throw new Refusal('badSetting', { name: text, why: 'noSuchSetting', allowed });
}

/** 0,25 and 0.25; on and off. What is out of range is refused here, with the range and its unit. */
function settingValue(name: SeenSetting, text: string): number | boolean {
  const row = settingRow(name);
  if (row.kind === 'switch') return onOrOff(text);
  const value = Number(text.trim().replace(',', '.'));
  if (text.trim() === '' || Number.isNaN(value)) throw new UsageError('cli.usage.badValue', { what: text });
  const why = whyNot(row, value);
  const { min, max, unit } = row;
  if (why !== null) throw new Refusal('badSetting', { name, why, value: text, min, max, unit });
  return value;
}

function valueText({ t }: Translator, formats: Formats, value: number | boolean): string {
  return typeof value === 'number' ? formats.number(value) : t(value ? 'cli.on' : 'cli.off');
}

function allowedText({ t }: Translator, row: SettingRow): string {
  if (row.kind === 'switch') return `${t('cli.on')} | ${t('cli.off')}`;
  return t('cli.range', { min: row.min, max: row.max, unit: t(`unit.${row.unit}`) });
}

function writeSettings(cli: Cli, found: Settings, names: readonly SeenSetting[]): void {
  const { formats, translator } = cli;
  const { t } = translator;
  cli.table(
    [
      { title: t('column.setting') },
      { title: t('column.value'), isNumber: true },
      { title: t('column.allowed') },
      { title: '' },
    ],
    names.map((name) => [
      name,
      valueText(translator, formats, found[name]),
      allowedText(translator, settingRow(name)),
      t(`setting.${name}`),
    ]),
  );
}

/** For the help of `settings set`, where no engine is asked. */
function settingsHelp(translator: Translator): string {
  const { t } = translator;
  const formats = createFormats(translator);
  return `\n${renderTable(
    [
      { title: t('column.setting') },
      { title: t('column.allowed') },
      { title: t('column.default'), isNumber: true },
      { title: '' },
    ],
    seenSettings.map((name) => [
      name,
      allowedText(translator, settingRow(name)),
      valueText(translator, formats, settingTable[name].default),
      t(`setting.${name}`),
    ]),
  )}`;
}

export function addSettingsCommands({ program, translator, open }: Shell): void {
  const { t } = translator;
  const settings = program
    .command('settings')
    .description(t('cli.command.settings'))
    .action(async (_options: object, command: Command) => {
      const cli = open(command);
      const found = await cli.use((client) => client.activity.settings());
      cli.answer(found, () => writeSettings(cli, found, seenSettings));
    });
  settings
    .command('set')
    .argument('<key>')
    .argument('<value>')
    .description(t('cli.command.settingsSet'))
    .addHelpText('after', () => settingsHelp(translator))
    .action(async (key: string, text: string, _options: object, command: Command) => {
      const cli = open(command);
      const name = settingName(key);
      const change = { [name]: settingValue(name, text) };
      const saved = await cli.use((client) => client.activity.setSettings(change));
      cli.answer(saved, () => writeSettings(cli, saved, [name]));
    });
}
