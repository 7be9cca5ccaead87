import { type ReactNode, useCallback } from 'react'
import { useTranslations } from 'use-intl'
import type { Problem } from '#kit/result.ts'
import { ProblemTextProvider } from '#ui/problem-text.tsx'

const KNOWN = [
  'not-found',
  'tag-name-taken',
  'not-tag-maker',
  'not-failed',
  'empty-message',
  'invalid-input',
  'invalid-number',
  'no-group',
  'group-contact',
  'number-opted-out',
  'number-asked',
  'no-connection',
  'bad-signature',
  'malformed',
  'unknown-number',
  'somebody-else',
  'not-available',
  'not-in-inbox',
  'no-assignment',
  'moving-off',
  'not-allowed',
  'not-installer',
  'in-the-past',
  'nothing-to-share',
  'reply-locked',
  'line-disconnected',
  'opted-out',
  'changed-since',
  'owner-stays',
  'not-yourself',
  'last-in-inbox',
  'private-inbox',
  'not-author',
  'empty-note',
  'cannot-mention',
  'too-many-edits',
  'too-many-reactions',
  'too-many-in-chat',
  'not-in-queue',
] as const

/** The words for every refusal that people may meet. */
export function ProblemTexts({ children }: { children: ReactNode }) {
  const t = useTranslations('web')
  const text = useCallback(
    ({ code, params }: Problem) => {
      const known = KNOWN.find((candidate) => candidate === code)
      return known
        ? t(`problem.${known}`, { name: String(params?.name ?? '') })
        : t('problem.other', { code })
    },
    [t],
  )
  return <ProblemTextProvider value={text}>{children}</ProblemTextProvider>
}
