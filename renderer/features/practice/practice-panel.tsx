import type { HostState } from '../../../shared/contract/host.ts';
export function PracticePanel(_props: { readonly practice: NonNullable<HostState['practice']> }) {
  return null;
}
