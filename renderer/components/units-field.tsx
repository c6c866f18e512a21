import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { readUnits } from '../../shared/words/buffer-units.ts';
import { settingTable } from '../../shared/words/settings.ts';
import { useLanguage } from '../base/locale.tsx';

interface UnitsFieldProps {
  readonly label: string;
  readonly isDisabled?: boolean;
  readonly value: string;
  readonly placeholder?: string;
  readonly onChange: (text: string) => void;
}

/** How many are held back, as it is typed: 1,5 is refused with words, not cut. */
export function UnitsField({ label, isDisabled = false, value, placeholder, onChange }: UnitsFieldProps) {
  const { t } = useLanguage();
  const [isLeft, setLeft] = useState(false);
  const { min, max } = settingTable.buffer;
  const isBad = value.trim() !== '' && readUnits(value) === undefined;
  // There is nothing to say of a number that is still being typed, but of what no more typing can mend.
  const isSaid = isBad && (isLeft || /[^\d\s]/.test(value.trim()));
  return (
    <TextInput
      label={label}
      disabled={isDisabled}
      size="xs"
      w={180}
      inputMode="numeric"
      autoComplete="off"
      placeholder={placeholder}
      value={value}
      onChange={(event) => {
        setLeft(false);
        onChange(event.currentTarget.value);
      }}
      onBlur={() => setLeft(true)}
      error={isSaid ? t('window.buffer.whole', { min, max }) : isBad}
    />
  );
}
