import { useTranslations } from 'use-intl'
import { memberType } from '#features/member/member.ts'
import { useMyId } from '#features/member/member-hooks.tsx'
import { useRow } from '#sync/sync.tsx'
import type { Conversation } from './conversation.ts'

/** The newest thing said, in a line: by whom when it was us, and what it carried when it had no words. */
export function usePreviewText({ preview }: Conversation): string {
  const t = useTranslations('conversation')
  const me = useMyId()
  const { direction, text, media, authorId, call } = preview
  const author = useRow(memberType, authorId ?? undefined)
  const called = call && t(`called.${call.state}`, { length: minutesAndSeconds(call.seconds) })
  const said = called ?? (text || (media > 0 ? t('attachments', { count: media }) : ''))
  if (direction === 'in' || said === '') return said
  return t('saidBy', { who: authorId === me ? t('you') : (author?.name ?? t('us')), said })
}

function minutesAndSeconds(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`
}
