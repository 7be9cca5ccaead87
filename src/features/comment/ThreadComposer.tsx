import { type Ref, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useDrafts } from '#features/conversation/draft-hooks.tsx'
import { Composer, type ComposerHandle } from '#features/message/Composer.tsx'
import { cx } from '#ui/class-names.ts'
import { lazily } from '#ui/lazily.tsx'
import { useKeys, useShortcuts } from '#ui/Shortcuts.tsx'
import { draftOf } from './comment-draft.ts'

const CommentComposer = lazily(() => import('./CommentComposer.tsx').then((module) => module.CommentComposer))

type Props = {
  ref?: Ref<ComposerHandle>
  conversationId: string
  onSent(done: boolean): void
  onLeave(): void
}

type Mode = 'message' | 'comment'

/** Where something is written in a thread: to the customer, or to the team. */
export function ThreadComposer({ ref, conversationId, onSent, onLeave }: Props) {
  const t = useTranslations('comment')
  const conversation = useTranslations('conversation')
  const drafts = useDrafts()
  const [mode, setMode] = useState<Mode>(() => begun())
  const [switched, setSwitched] = useState(0)
  const composerRef = useRef<ComposerHandle>(null)
  useImperativeHandle(ref, () => ({ focus: () => composerRef.current?.focus() }))
  useLayoutEffect(() => {
    if (switched > 0) composerRef.current?.focus()
  }, [switched])
  useShortcuts([
    {
      id: 'conversation.comment',
      keys: ['mod+i'],
      label: t('switch'),
      section: conversation('section'),
      run: () => turnTo(mode === 'comment' ? 'message' : 'comment'),
    },
  ])
  const modes = <Modes mode={mode} onChange={turnTo} />
  if (mode === 'message')
    return <Composer ref={composerRef} {...{ conversationId, onSent, onLeave, modes }} />
  return (
    <CommentComposer.Component
      meanwhile={<div className="h-28" />}
      ref={composerRef}
      {...{ conversationId, onLeave, modes }}
      autoFocus={switched > 0}
      onSent={() => onSent(false)}
    />
  )

  // What was begun is gone on with, and a text to the customer before anything else.
  function begun(): Mode {
    return drafts.get(conversationId) === '' && drafts.get(draftOf(conversationId)) !== ''
      ? 'comment'
      : 'message'
  }

  function turnTo(next: Mode): void {
    setMode(next)
    setSwitched(switched + 1)
  }
}

const MODES: Mode[] = ['message', 'comment']

function Modes({ mode, onChange }: { mode: Mode; onChange(mode: Mode): void }) {
  const t = useTranslations('comment')
  const [keys] = useKeys('conversation.comment')
  return (
    <fieldset aria-label={t('modes')} className="flex gap-0.5 px-1.5 pt-1.5 phone:basis-full">
      {MODES.map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={one === mode}
          data-tip={one === mode ? undefined : t('switch')}
          data-tip-keys={one === mode ? undefined : keys}
          onClick={() => onChange(one)}
          className={cx(
            'flex h-6.5 items-center rounded-sm px-2 text-xs font-medium select-none phone:h-9 phone:px-3',
            one !== mode && 'text-muted hover:text-ink',
            one === mode && (mode === 'comment' ? 'bg-warn/15 text-warn' : 'bg-sunken text-ink'),
          )}
        >
          {t(`mode.${one}`)}
        </button>
      ))}
    </fieldset>
  )
}
