/** An article's two numbers over time, with what happened marked; the list below it has every figure. */
import { Group, SegmentedControl, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { epochMs, type OurTime } from '../../shared/words/time.ts';
import type { WindowClient } from '../base/connection.ts';
import { useLanguage } from '../base/locale.tsx';
import { useNow } from '../base/progress.tsx';
import type { StoryLine } from './story-answer.ts';
import { type CoursePoint, courseOf, stepsOf } from './story-course.ts';
import classes from './story-picture.module.css';

type Article = Awaited<ReturnType<WindowClient['articles']['story']>>['article'];

interface StoryPictureProps {
  readonly article: Article;
  readonly lines: readonly StoryLine[];
}

const sides = ['easycashier', 'shopify'] as const;

export function StoryPicture({ article, lines }: StoryPictureProps) {
  const { t } = useLanguage();
  const now = useNow(30_000);
  const [chosen, setChosen] = useState<string | null>(null);
  const newest = lines.find(({ storeNumber }) => storeNumber !== null)?.storeNumber;
  const cell =
    article.cells.find(({ storeNumber }) => storeNumber === (chosen ?? newest)) ?? article.cells[0];
  if (cell === undefined) return null;
  const points = courseOf(cell, lines, now);
  return (
    <section aria-label={t('window.story.course.title')}>
      <Group justify="space-between" mb={6}>
        <Title order={2} size="h5">
          {t('window.story.course.title')}
        </Title>
        {article.cells.length < 2 ? null : (
          <SegmentedControl
            size="xs"
            aria-label={t('window.story.store')}
            value={cell.storeNumber}
            onChange={setChosen}
            data={article.cells.map(({ storeNumber, storeName }) => ({
              value: storeNumber,
              label: storeName,
            }))}
          />
        )}
      </Group>
      {points.length < 3 ? (
        <Text size="sm" c="dimmed">
          {t('window.story.course.none')}
        </Text>
      ) : (
        <Picture points={points} />
      )}
    </section>
  );
}

function Picture({ points }: { readonly points: readonly CoursePoint[] }) {
  const { t, formats } = useLanguage();
  const now = useNow(30_000);
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined) return null;
  const known = points.flatMap(({ easycashier, shopify }) =>
    [easycashier, shopify].filter((value) => value !== null),
  );
  const [least, most] = [Math.min(0, ...known), Math.max(1, ...known)];
  const span = Math.max(1, epochMs(last.at) - epochMs(first.at));
  const x = (at: OurTime) => ((epochMs(at) - epochMs(first.at)) / span) * 1000;
  const y = (value: number) => 96 - ((value - least) / (most - least)) * 92;
  const number = (value: number | null) => (value === null ? '–' : formats.number(value));
  const marked = points.filter(({ line }) => line !== null);
  return (
    <figure className={classes.figure}>
      <Text component="figcaption" size="sm" c="dimmed">
        {t('window.story.course.said', {
          count: marked.length,
          when: formats.moment(first.at, now),
          easycashier: `${number(first.easycashier)} → ${number(last.easycashier)}`,
          shopify: `${number(first.shopify)} → ${number(last.shopify)}`,
        })}
      </Text>
      <div className={classes.field} aria-hidden>
        <span className={classes.most}>{formats.number(most)}</span>
        <span className={classes.least}>{formats.number(least)}</span>
        <svg viewBox="0 0 1000 100" preserveAspectRatio="none" className={classes.drawing} aria-hidden="true">
          {marked.map(({ at, line }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two lines may be alike in everything
            <g key={index} data-mark={line?.event}>
              <title>
                {line === null ? '' : `${formats.moment(at, now)} · ${t(`logEvent.${line.event}`)}`}
              </title>
              <line x1={x(at)} x2={x(at)} y1={0} y2={100} className={classes.mark} />
            </g>
          ))}
          {sides.map((side) => (
            <path key={side} d={stepsOf(points, side, { x, y })} data-side={side} className={classes.way} />
          ))}
        </svg>
        <span className={classes.from}>{formats.moment(first.at, now)}</span>
        <span className={classes.until}>{t('window.story.now')}</span>
      </div>
      <Group gap="md" aria-hidden>
        {sides.map((side) => (
          <Text key={side} size="xs" className={classes.legend}>
            <svg viewBox="0 0 24 4" width={24} height={4} aria-hidden="true">
              <path d="M0 2H24" data-side={side} className={classes.way} />
            </svg>
            {t(`column.${side}`)}
          </Text>
        ))}
      </Group>
    </figure>
  );
}
