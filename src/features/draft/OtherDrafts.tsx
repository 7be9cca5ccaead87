import { MonitorSmartphone } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { useDrafts } from '#features/conversation/draft-hooks.tsx'
import { useMyId } from '#features/member/member-hooks.tsx'
import { useRow, useSync } from '#sync/sync.tsx'
import { Button } from '#ui/Button.tsx'
import { toasts } from '#ui/toasts.ts'
import { setBesideCommand } from './draft.api.ts'
import { draftType } from './draft.ts'
import { type DraftPlace, draftId, keyOf } from './rewrite.ts'

/** Above what is being written: what was written there on another device, without either knowing of the other. */
export function OtherDrafts({ placeId, kinds }: { placeId: string; kinds: readonly DraftPlace['kind'][] }) {
  return kinds.map((kind) => <OtherDraft key={kind} place={{ kind, placeId }} />)
}

function OtherDraft({ place }: { place: DraftPlace }) {
  const t = useTranslations('draft')
  const { connection } = useSync()
  const drafts = useDrafts()
  const row = useRow(draftType, draftId(place, useMyId() ?? ''))
  const text = row?.others.at(-1)
  if (!row || text === undefined) return null
  return (
    <section
      aria-label={t('elsewhere', { kind: place.kind })}
      className="mx-4 mb-2 flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1.5 rounded-lg border border-line bg-sunken py-1.5 pr-1.5 pl-3 text-sm phone:mx-2"
    >
      <MonitorSmartphone aria-hidden="true" className="size-4 shrink-0 text-muted" />
      <p className="line-clamp-2 min-w-0 flex-1 break-words phone:basis-40">
        <span className="text-muted">{t('elsewhere', { kind: place.kind })}</span> {text}
      </p>
      <div className="ml-auto flex gap-1.5">
        <Button onClick={() => add(row.begunAfter, text)}>{t('add')}</Button>
        <Button look="ghost" onClick={() => discard(text)}>
          {t('discard')}
        </Button>
      </div>
    </section>
  )

  function add(begunAfter: number | null, text: string): void {
    const key = keyOf(place)
    const begun = drafts.get(key)
    const after = begun === '' ? (begunAfter ?? undefined) : drafts.begunAfter(key)
    drafts.put(key, begun === '' ? text : `${begun}\n${text}`, after)
    offer(text, false)
  }

  function discard(text: string): void {
    offer(text, false)
    toasts.say(t('discarded'), { undo: () => offer(text, true) })
  }

  function offer(text: string, on: boolean): void {
    void connection.run(setBesideCommand, { ...place, text, on })
  }
}
