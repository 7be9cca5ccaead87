import { Autocomplete } from '@base-ui/react/autocomplete'
import { Dialog } from '@base-ui/react/dialog'
import { ChevronRight, Search, X } from 'lucide-react'
import { useRef } from 'react'
import { useTranslations } from 'use-intl'
import { IconButton } from './Button.tsx'
import { useBackCloses } from './back-closes.tsx'
import { Kbd } from './Kbd.tsx'
import { MAC, pressOf, useKeys } from './Shortcuts.tsx'
import { ariaKeys, stepOf } from './shortcuts.ts'

/** A line of the menu. `opens`: choosing it leads to further choices. */
export type MenuEntry = {
  id: string
  label: string
  hint?: string | undefined
  emoji?: string | undefined
  keys?: readonly string[]
  opens?: boolean
}

export type MenuSection<Entry extends MenuEntry> = { heading: string; items: Entry[] }

type Props<Entry extends MenuEntry> = {
  title: string
  placeholder: string
  nothing: string
  said: string
  sections: MenuSection<Entry>[]
  onSaid(said: string): void
  onChoose(entry: Entry): void
  /** Backspace where nothing is typed. */
  onBack(): void
  onClose(): void
}

/** One line to type in and what fits it, over the page, which stays to be seen. There at once: nothing moves. */
export function CommandDialog<Entry extends MenuEntry>(props: Props<Entry>) {
  const { title, placeholder, nothing, said, sections, onSaid, onChoose, onBack, onClose } = props
  const t = useTranslations('ui')
  const input = useRef<HTMLInputElement>(null)
  const keys = useKeys('command-menu').filter((one) => one.includes('mod+'))
  const chosenRef = useRef(false)
  useBackCloses(onClose)
  return (
    <Dialog.Root open onOpenChange={(open) => open || onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-30 bg-scrim" />
        <Dialog.Popup
          initialFocus={input}
          onKeyDown={({ nativeEvent }) => {
            // The key that opens it closes it; a browser would do something else with it.
            const step = stepOf(pressOf(nativeEvent), MAC)
            if (step === undefined || !keys.includes(step)) return
            nativeEvent.preventDefault()
            onClose()
          }}
          // What was chosen may have put the focus somewhere.
          finalFocus={() => !chosenRef.current}
          className="fixed top-[12vh] left-1/2 z-30 flex max-h-[70dvh] w-150 max-w-[calc(100vw-2rem)] -translate-x-1/2 flex-col overflow-hidden rounded-lg bg-raised shadow-modal outline-none phone:inset-0 phone:max-h-none phone:w-full phone:max-w-full phone:translate-x-0 phone:rounded-none phone:safe-top phone:safe-bottom"
        >
          <Dialog.Title className="unseen">{title}</Dialog.Title>
          <Autocomplete.Root
            inline
            open
            items={sections}
            mode="none"
            autoHighlight="always"
            keepHighlight
            loopFocus={false}
            value={said}
            itemToStringValue={({ label }: Entry) => label}
            onValueChange={(value, { reason }) => reason === 'input-change' && onSaid(value)}
          >
            <div className="flex h-12 shrink-0 items-center gap-2.5 border-b border-line px-4 phone:h-14">
              <Search aria-hidden="true" className="size-4 shrink-0 text-faint" />
              <Autocomplete.Input
                ref={input}
                aria-label={placeholder}
                placeholder={placeholder}
                className="h-full min-w-0 flex-1 bg-transparent text-base outline-none placeholder:text-faint"
                onKeyDown={(event) => {
                  if (event.key !== 'Backspace' || said !== '') return
                  event.preventDefault()
                  onBack()
                }}
              />
              <Dialog.Close
                render={
                  <IconButton label={t('close')} className="-mr-2">
                    <X aria-hidden="true" className="size-4" />
                  </IconButton>
                }
              />
            </div>
            <Autocomplete.Empty className="px-4 text-muted *:py-8 *:text-center">
              <p>{nothing}</p>
            </Autocomplete.Empty>
            <Autocomplete.List
              aria-label={title}
              className="min-h-0 overflow-y-auto overscroll-contain p-1.5 outline-none empty:p-0"
            >
              {(section: MenuSection<Entry>) => (
                <Autocomplete.Group key={section.heading} items={section.items} className="pb-1">
                  <Autocomplete.GroupLabel className="px-2.5 pt-2 pb-1 text-xs font-medium text-muted">
                    {section.heading}
                  </Autocomplete.GroupLabel>
                  <Autocomplete.Collection>
                    {(entry: Entry) => (
                      <Line
                        key={entry.id}
                        entry={entry}
                        onChoose={() => {
                          chosenRef.current = !entry.opens
                          onChoose(entry)
                        }}
                      />
                    )}
                  </Autocomplete.Collection>
                </Autocomplete.Group>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Line<Entry extends MenuEntry>({ entry, onChoose }: { entry: Entry; onChoose(): void }) {
  const { label, hint, emoji, keys = [], opens = false } = entry
  const announced = ariaKeys(keys, MAC)
  return (
    <Autocomplete.Item
      value={entry}
      onClick={onChoose}
      {...(announced ? { 'aria-keyshortcuts': announced } : {})}
      className="flex h-9 items-center gap-2.5 rounded-md px-2.5 text-sm outline-none select-none data-highlighted:bg-selected phone:h-12 phone:text-base"
    >
      {emoji && <span aria-hidden="true">{emoji}</span>}
      <span className="truncate">{label}</span>
      <span className="tabular min-w-0 flex-1 truncate text-xs text-muted">{hint}</span>
      {keys[0] && <Kbd keys={keys[0]} className="phone:hidden" />}
      {opens && <ChevronRight aria-hidden="true" className="size-4 shrink-0 text-faint" />}
    </Autocomplete.Item>
  )
}
