/** What is known of both sides, as the rows of a table. */
import type { ProbeResult } from '../../../shared/contract/capabilities.ts';
import type { Translator } from '../../../shared/i18n/translate.ts';
import {
  type CapabilityName,
  type CapabilityRow,
  capabilityNames,
  capabilityRow,
  type Finding,
} from '../../../shared/words/capabilities.ts';
import type { OurTime } from '../../../shared/words/time.ts';
import type { Formats } from './formats.ts';
import type { Column } from './table.ts';

const sides = { easycashier: 'EasyCashier', shopify: 'Shopify' } as const;

export function probeColumns({ t }: Translator): Column[] {
  return [
    { title: t('column.side') },
    { title: t('column.capability') },
    { title: t('column.answer') },
    { title: t('column.asked') },
  ];
}

export function probeRows(
  translator: Translator,
  formats: Formats,
  { findings }: Pick<ProbeResult, 'findings'>,
  now: OurTime,
): string[][] {
  return capabilityNames.map((name) => {
    const finding = findings[name];
    const askedAt = finding.is === 'notAsked' ? null : finding.askedAt;
    return [
      sides[capabilityRow(name).side],
      translator.t(`capability.${name}`),
      answerText(translator, name, finding),
      formats.instant(askedAt, now),
    ];
  });
}

/** The names of the sides that could not be asked to the end. */
export function failedSides(result: ProbeResult): string[] {
  const { easycashier, shopify } = result.sides;
  return [
    ...(easycashier.failure === null ? [] : [sides.easycashier]),
    ...(shopify.failure === null ? [] : [sides.shopify]),
  ];
}

/** The answer in words; of what is unknown why it is, and what the program takes for true meanwhile. */
function answerText(translator: Translator, name: CapabilityName, finding: Finding<unknown>): string {
  const row = capabilityRow(name);
  if (finding.is === 'known') return valueText(translator, row, finding.value);
  const state = translator.t(`capabilityState.${finding.is === 'unknown' ? finding.why : 'notAsked'}`);
  if (row.safe === null) return state;
  return translator.t('capabilityState.safe', { state, safe: valueText(translator, row, row.safe) });
}

function valueText({ t, find }: Translator, row: CapabilityRow, value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? t('capabilityWord.none') : value.join(', ');
  if (row.kind === 'number') return t(`capabilityUnit.${row.unit}`, { value: Number(value) });
  return find(`capabilityWord.${String(value)}`) ?? String(value);
}
