import { Alert, Button, Text } from '@mantine/core';
import { IconMailX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Status } from '../../../shared/contract/activity.ts';
import { troubleSides } from '../../../shared/contract/troubles.ts';
import { type Explanation, findRefusal } from '../../../shared/i18n/sentences.ts';
import { useLanguage } from '../../base/locale.tsx';
import { useNow } from '../../base/progress.tsx';
import { troubleLook } from '../../components/trouble-look.ts';

/** Whoever is to be told when it stands still has not been: why, and where that is mended. */
export function NotTold({ notTold }: Pick<Status, 'notTold'>) {
  const { t, translator, formats } = useLanguage();
  const now = useNow(30_000);
  if (notTold === null) return null;
  const refusal = findRefusal(translator, notTold.code, notTold.args);
  const when = t('window.overview.since', { when: formats.moment(notTold.since, now) });
  return (
    <Alert
      role="alert"
      color={troubleLook(notTold).colour}
      variant="light"
      icon={<IconMailX aria-hidden />}
      title={`${t('window.overview.notTold')} (${when})`}
    >
      <Text size="sm">
        {refusal?.what} {t('window.overview.notToldMeans')}
      </Text>
      <Text size="sm">{refusal?.next}</Text>
      <Button component={Link} to="/settings" size="compact-sm" variant="default" mt={6}>
        {t('window.overview.openSettings')}
      </Button>
    </Alert>
  );
}

/** What is wrong right now, since when, and what it means for the stock. Red where it will not heal by itself. */
export function Troubles({ status }: { readonly status: Status }) {
  const { t, translator, formats } = useLanguage();
  const now = useNow(30_000);
  return troubleSides.map((side) => {
    const trouble = status.troubles[side];
    if (trouble === null) return null;
    const { colour, icon: Icon } = troubleLook(trouble);
    const refusal = findRefusal(translator, trouble.code, trouble.args);
    const words = (part: keyof Explanation) => refusal?.[part] || t(`window.trouble.unexpected.${part}`);
    return (
      <Alert
        key={side}
        role="alert"
        color={colour}
        variant="light"
        icon={<Icon aria-hidden />}
        title={`${words('what')} (${t('window.overview.since', { when: formats.moment(trouble.since, now) })})`}
      >
        <Text size="sm">{words('stock')}</Text>
        <Text size="sm">{words('next')}</Text>
        <Button component={Link} to="/webshop" size="compact-sm" variant="default" mt={6}>
          {t('window.overview.openWebshop')}
        </Button>
      </Alert>
    );
  });
}
