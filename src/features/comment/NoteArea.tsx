import {
  type KeyboardEvent,
  type Ref,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { useTranslations } from 'use-intl'
import { Availability } from '#features/member/Availability.tsx'
import { MemberFace } from '#features/member/MemberFace.tsx'
import { MemberStatus } from '#features/member/MemberStatus.tsx'
import { memberType } from '#features/member/member.ts'
import { useRow } from '#sync/sync.tsx'
import { cx } from '#ui/class-names.ts'
import { useGrowing } from '#ui/growing.tsx'
import { beingTyped, type Nameable, type Naming, offered } from './naming.ts'

type Props = {
  ref?: Ref<{ focus(): void }>
  label: string
  placeholder: string
  describedBy: string
  text: string
  naming: () => Naming
  className: string
  onChange(text: string): void
  /** Keys that are not for choosing a name. */
  onKey(event: KeyboardEvent): void
  autoFocus?: boolean
}

/** A text in which `@` offers who can be named. */
export function NoteArea(props: Props) {
  const { ref, label, placeholder, describedBy, text, naming, className, onChange, onKey, autoFocus } = props
  const areaRef = useRef<HTMLTextAreaElement>(null)
  const caretRef = useRef<number>(undefined)
  const [caret, setCaret] = useState(0)
  const [active, setActive] = useState(0)
  const [left, setLeft] = useState<number>()
  const list = useId()
  const t = useTranslations('comment')
  const typed = beingTyped(text, caret)
  const choices = typed && typed.from !== left ? offered(naming().people, typed.query) : []
  const chosen = choices[Math.min(active, choices.length - 1)]
  useImperativeHandle(ref, () => ({ focus: () => areaRef.current?.focus() }))
  useGrowing(areaRef, text)
  useLayoutEffect(() => {
    const area = areaRef.current
    if (!autoFocus || !area) return
    area.focus()
    area.setSelectionRange(area.value.length, area.value.length)
  }, [autoFocus])
  // What was put in for somebody stands before the caret.
  useLayoutEffect(() => {
    if (caretRef.current === undefined) return
    areaRef.current?.setSelectionRange(caretRef.current, caretRef.current)
    caretRef.current = undefined
  })

  return (
    <>
      {choices.length > 0 && (
        <ul
          id={list}
          // A list beside a text has no tag of its own.
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-element-to-interactive-role
          role="listbox"
          aria-label={t('whom')}
          className="absolute bottom-full left-2 z-20 mb-1.5 max-h-72 w-72 max-w-[calc(100%-1rem)] overflow-y-auto rounded-lg bg-raised p-1 shadow-floating"
        >
          {choices.map((person) => (
            <Person
              key={person.memberId}
              id={`${list}-${person.memberId}`}
              person={person}
              active={person === chosen}
              onChoose={() => choose(person)}
            />
          ))}
        </ul>
      )}
      <textarea
        ref={areaRef}
        rows={1}
        value={text}
        aria-label={label}
        aria-describedby={describedBy}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls={choices.length > 0 ? list : undefined}
        aria-activedescendant={chosen && `${list}-${chosen.memberId}`}
        placeholder={placeholder}
        onChange={(event) => {
          setActive(0)
          setCaret(event.target.selectionStart)
          onChange(event.target.value)
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onBlur={() => setLeft(typed?.from)}
        onFocus={() => setLeft(undefined)}
        onKeyDown={press}
        className={className}
      />
    </>
  )

  function press(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return
    if (!chosen || !pick(event.key)) return onKey(event)
    event.preventDefault()
    event.stopPropagation()
  }

  function pick(key: string): boolean {
    const count = choices.length
    if (key === 'ArrowDown') setActive((Math.min(active, count - 1) + 1) % count)
    else if (key === 'ArrowUp') setActive((Math.min(active, count - 1) + count - 1) % count)
    else if (key === 'Escape') setLeft(typed?.from)
    else if ((key === 'Enter' || key === 'Tab') && chosen) choose(chosen)
    else return false
    return true
  }

  function choose({ name }: Nameable): void {
    if (!typed) return
    const before = `${text.slice(0, typed.from)}@${name} `
    caretRef.current = before.length
    setCaret(before.length)
    setLeft(typed.from)
    onChange(before + text.slice(caret).replace(/^ /, ''))
  }
}

type PersonProps = {
  id: string
  person: Naming['people'][number]
  active: boolean
  onChoose(): void
}

function Person({ id, person: { memberId, name, hint }, active, onChoose }: PersonProps) {
  const t = useTranslations('comment')
  const member = useRow(memberType, memberId ?? undefined)
  return (
    // The keys are the text's, where the focus is.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <li
      id={id}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-element-to-interactive-role
      role="option"
      aria-selected={active}
      // The text keeps the focus.
      onPointerDown={(event) => event.preventDefault()}
      onClick={onChoose}
      className={cx(
        'flex h-9 items-center gap-2.5 rounded-md px-2.5 text-sm phone:h-11',
        active && 'bg-selected',
      )}
    >
      <MemberFace memberId={memberId} name={name} />
      <span className="truncate font-medium text-ink">{name}</span>
      <MemberStatus memberId={memberId ?? undefined} />
      <span className="min-w-0 flex-1 truncate text-xs text-muted">{hint}</span>
      {member && (
        <>
          <Availability available={member.available} />
          {!member.available && <span className="unseen">{t('away')}</span>}
        </>
      )}
    </li>
  )
}
