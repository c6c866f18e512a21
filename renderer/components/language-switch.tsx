import { SegmentedControl } from '@mantine/core';
import { useLanguage } from '../base/locale.tsx';

/** Svenska or English, at once. */
export function LanguageSwitch({ size = 'xs' }: { readonly size?: 'xs' | 'sm' }) {
  const { locale, setLocale, t } = useLanguage();
  return (
    <SegmentedControl
      size={size}
      value={locale}
      onChange={(value) => setLocale(value === 'en' ? 'en' : 'sv')}
      aria-label={t('window.top.language')}
      data={
        size === 'xs'
          ? [
              { value: 'sv', label: 'SV' },
              { value: 'en', label: 'EN' },
            ]
          : [
              { value: 'sv', label: 'Svenska' },
              { value: 'en', label: 'English' },
            ]
      }
    />
  );
}
