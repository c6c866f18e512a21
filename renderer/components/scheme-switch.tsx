import { SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { useLanguage } from '../base/locale.tsx';

const schemes = [
  { value: 'light', word: 'schemeLight' },
  { value: 'dark', word: 'schemeDark' },
  { value: 'auto', word: 'schemeAuto' },
] as const;

/** Light, dark, or as the computer has it. */
export function SchemeSwitch() {
  const { t } = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      size="sm"
      aria-label={t('window.top.scheme')}
      value={colorScheme}
      onChange={(value) => setColorScheme(value as (typeof schemes)[number]['value'])}
      data={schemes.map(({ value, word }) => ({ value, label: t(`window.top.${word}`) }))}
    />
  );
}
