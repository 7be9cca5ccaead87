import { MessageSquareOff } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { useConsent, useSinceWords } from '#features/consent/consent-hooks.tsx'
import type { Conversation } from '#features/conversation/conversation.ts'
import { Button } from '#ui/Button.tsx'
import { shortcuts } from '#ui/Shortcuts.tsx'
import { ShutComposer, type ShutProps } from './ShutComposer.tsx'

/** CT-6: in the place of the composer, when the customer wants no texts: since when, and how they get some again. */
export function OptedOut({ conversation, ...rest }: ShutProps & { conversation: Conversation }) {
  const t = useTranslations('consent')
  const since = useSinceWords()
  const { who, optedOut } = useConsent(conversation)
  return (
    <ShutComposer
      {...rest}
      conversationId={conversation.id}
      icon={<MessageSquareOff aria-hidden="true" className="mt-1 size-4 shrink-0 self-start text-danger" />}
      why={
        <>
          <p>{t('locked.text', { who })}</p>
          <p className="text-sm text-muted">
            {optedOut && `${since(optedOut)}. `}
            {t('locked.way')}
          </p>
        </>
      }
      ways={<Button onClick={optIn}>{t('locked.again')}</Button>}
    />
  )
}

// Asked where it outlives this place, which goes when they are opted in.
function optIn(): void {
  shortcuts
    .all()
    .findLast(({ id }) => id === 'conversation.opt-in')
    ?.run?.()
}
