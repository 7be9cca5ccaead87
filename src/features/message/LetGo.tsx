import { Unplug } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Conversation } from '#features/conversation/conversation.ts'
import { useDraft, useDrafts } from '#features/conversation/draft-hooks.tsx'
import { type Line, lineWords } from '#features/line/line.ts'
import { useLines } from '#features/line/line-hooks.tsx'
import { may } from '#features/member/may.ts'
import { useMe } from '#features/member/member-hooks.tsx'
import { Button } from '#ui/Button.tsx'
import { Link } from '#ui/navigation.tsx'
import { NewMessageDialog } from './NewMessageDialog.tsx'
import { ShutComposer, type ShutProps } from './ShutComposer.tsx'

type Props = ShutProps & { conversation: Conversation; line: Line }

/** In the place of the composer, when the conversation's number was let go: that nothing can be sent, and how to go on. */
export function LetGo({ conversation, line, ...rest }: Props) {
  const t = useTranslations('message')
  const { id, inboxId, participants } = conversation
  const drafts = useDrafts()
  const draft = useDraft(id)
  const [from, setFrom] = useState<string>()
  // A first text goes to one number.
  const others = useLines().filter((other) => other.inboxId === inboxId && participants.length === 1)
  return (
    <>
      <ShutComposer
        {...rest}
        conversationId={id}
        icon={<Unplug aria-hidden="true" className="size-4 shrink-0 text-danger" />}
        why={t('letGo.text', { number: line.display })}
        ways={others.map((other) => (
          <Button key={other.id} onClick={() => setFrom(other.id)}>
            {t('letGo.from', { number: lineWords(other) })}
          </Button>
        ))}
        more={others.length === 0 && <Back lineId={line.id} />}
      />
      {from !== undefined && (
        <NewMessageDialog
          inboxId={inboxId}
          begun={{ lineId: from, to: participants[0] ?? '', text: draft }}
          onSent={() => drafts.set(id, '')}
          onClose={() => setFrom(undefined)}
        />
      )}
    </>
  )
}

/** The way to have it back. */
function Back({ lineId }: { lineId: string }) {
  const t = useTranslations('message')
  const connects = may(useMe()?.role, null, 'line.connect')
  if (!connects) return <p className="basis-full text-sm text-muted">{t('letGo.ask')}</p>
  return (
    <Link to={`/settings/lines/${lineId}`} className="text-accent-text underline">
      {t('letGo.connect')}
    </Link>
  )
}
