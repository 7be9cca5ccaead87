import { type ComponentProps, type Ref, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useDrafts } from '#features/conversation/draft-hooks.tsx'
import { Composer, type ComposerHandle } from '#features/message/Composer.tsx'
import { cx } from '#ui/class-names.ts'
import { lazily } from '#ui/lazily.tsx'
import { useKeys, useShortcuts } from '#ui/Shortcuts.tsx'
import { draftOf } from './comment-draft.ts'

const CommentComposer = lazily(() => import('./CommentComposer.tsx').then((module) => module.CommentComposer))

type Props = Pick<ComponentProps<typeof Composer>, 'OptedOut'> & {
  ref?: Ref<ComposerHandle>
  conversationId: string
  onSent(done: boolean): void
  onReopened(): void
  onLeave(): void
}

type Mode = 'message' | 'comment'

/**
 * Where something is written in a thread: to the customer, or to the team. What nobody has touched stands in the next
 * thread as well, so that going from one to the next does not wait for it.
 */
export function ThreadComposer(props: Props) {
  const { conversationId } = props
  const drafts = useDrafts()
  const [placed, place] = useState(() => ({ conversationId, mode: begun(), number: 0, touched: false }))
  if (placed.conversationId !== conversationId) {
    const mode = begun()
    const stays = !placed.touched && placed.mode === 'message' && mode === 'message'
    place({ conversationId, mode, number: placed.number + (stays ? 0 : 1), touched: false })
  }
  return <Writing key={placed.number} {...props} begun={placed.mode} onTouched={touch} />

  // What was begun is gone on with, and a text to the customer before anything else.
  function begun(): Mode {
    return drafts.get(conversationId) === '' && drafts.get(draftOf(conversationId)) !== ''
      ? 'comment'
      : 'message'
  }

  function touch(): void {
    if (!placed.touched) place({ ...placed, touched: true })
  }
}

function Writing(props: Props & { begun: Mode; onTouched(): void }) {
  const { ref, conversationId, begun, onTouched, onSent, onReopened, onLeave, OptedOut } = props
  const t = useTranslations('comment')
  const conversation = useTranslations('conversation')
  const [mode, setMode] = useState(begun)
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
  return (
    // Not every browser gives the focus to a button that is pressed.
    <div role="presentation" className="contents" onFocus={onTouched} onPointerDown={onTouched}>
      {mode === 'message' ? (
        <Composer ref={composerRef} {...{ conversationId, onSent, onReopened, onLeave, OptedOut, modes }} />
      ) : (
        <CommentComposer.Component
          meanwhile={<div className="h-28" />}
          ref={composerRef}
          {...{ conversationId, onLeave, modes }}
          autoFocus={switched > 0}
          onSent={() => onSent(false)}
        />
      )}
    </div>
  )

  function turnTo(next: Mode): void {
    onTouched()
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
