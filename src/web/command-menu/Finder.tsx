import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { flushSync } from 'react-dom'
import { useTranslations } from 'use-intl'
import { folded, ranked } from '#kit/fuzzy.ts'
import { useSync } from '#sync/sync.tsx'
import { isOver } from '#ui/back-closes.tsx'
import { CommandDialog, type MenuEntry, type MenuSection } from '#ui/CommandDialog.tsx'
import { commandMenu, type MenuPlace } from '#ui/command-menu.ts'
import { useAllShortcuts } from '#ui/Shortcuts.tsx'
import type { Choice, Listed } from '#ui/shortcuts.ts'
import { recentCommands } from './recent.ts'
import type { Source } from './sources.tsx'

type Entry = MenuEntry & { run?(): void; at?: string }
type Sections = MenuSection<Entry>[]

const MOST_FOUND = 8

type Props = { place: MenuPlace; sources: Source[]; title: string; placeholder: string }

/** Commands and what the sources find, at this place of the menu. */
export function Finder({ place, sources, title, placeholder }: Props) {
  const t = useTranslations('web')
  const commands = useCommands()
  const [at, goTo] = useState(place.at)
  const [said, say] = useState('')
  const came = useRef(document.activeElement)
  const later = useLater(sources, place.people ?? false, said)
  // Who opened it at one command knows that this one conversation takes it, whatever those that are marked take.
  const asking = commands.find(({ id, offered = true }) => id === at && (offered || place.alone))
  const choices = useChoices(asking, said)

  function choose({ id, run, at: next }: Entry): void {
    if (next !== undefined) return step(next)
    if (!place.people) recentCommands.add(at ?? id)
    const over = isOver(history.state)
    flushSync(commandMenu.close)
    // On a phone the menu's own place in the history goes first: it must not take along where the choice leads.
    if (over) addEventListener('popstate', go, { once: true })
    else go()

    function go(): void {
      if (came.current instanceof HTMLElement) came.current.focus({ preventScroll: true })
      run?.()
    }
  }

  function step(next: string | undefined): void {
    goTo(next)
    say('')
  }

  return (
    <CommandDialog
      title={title}
      placeholder={asking?.label ?? placeholder}
      nothing={t('menu.nothing')}
      said={said}
      sections={choices ?? everything()}
      onSaid={say}
      onChoose={choose}
      onBack={() => at !== undefined && at !== place.at && step(undefined)}
      onClose={commandMenu.close}
    />
  )

  function everything(): Sections {
    const found = sources
      .filter(({ people }) => people || !place.people)
      .map((source) => sectionOf(source, said, later.get(source.heading) ?? []))
    if (place.people) return filled(found)
    const [people, ...others] = found
    const offered = commands.filter(({ offered = true }) => offered)
    const doing = commandSections(offered, said, t('menu.recent'))
    // Who is looked for by name comes after what can be done; nobody is listed before a letter is typed.
    return filled(
      said.trim() === '' ? [...doing, ...others] : [...doing, ...(people ? [people] : []), ...others],
    )
  }
}

// The one added last counts: it is nearest to what the person does. The menu itself is open already.
function useCommands(): Listed[] {
  const all = useAllShortcuts()
  const known = [...new Map(all.map((command) => [command.id, command])).values()]
  return known.filter(({ id }) => id !== 'command-menu')
}

function commandSections(commands: Listed[], said: string, recently: string): Sections {
  if (said.trim() !== '') {
    const found = ranked(said, commands, ({ label, section }) => `${label} ${section}`)
    return sectionsOf(found)
  }
  const recent = recentCommands.get().flatMap((id) => commands.find((command) => command.id === id) ?? [])
  const others = commands.filter((command) => !recent.includes(command))
  // What is open comes before what can be done anywhere.
  const near = others.filter(({ id }) => id.startsWith('conversation.'))
  const far = others.filter((command) => !near.includes(command))
  return [{ heading: recently, items: recent.map(entryOf) }, ...sectionsOf([...near, ...far])]
}

function sectionsOf(commands: Listed[]): Sections {
  return [...Map.groupBy(commands, ({ section }) => section)].map(([heading, list]) => ({
    heading,
    items: list.map(entryOf),
  }))
}

function entryOf({ id, label, hint, keys, run, choices }: Listed): Entry {
  return { id, label, hint, keys, ...(choices ? { opens: true, at: id } : run ? { run } : {}) }
}

// Who is available may change while one chooses.
function useChoices(asking: Listed | undefined, said: string): Sections | undefined {
  const { store } = useSync()
  const read = () => asking && choicesOf(asking, said)
  useSyncExternalStore(store.onChange, () => JSON.stringify(read()?.map(({ items }) => items.map(textOf))))
  return read()
}

function choicesOf({ label, choices }: Listed, said: string): Sections {
  const all = choices?.(said) ?? []
  const answers = all.filter(({ answer }) => answer)
  const others = all.filter(({ answer }) => !answer)
  const found = ranked(said, others, textOf)
  // "VI" is the tag VIP before it is a new one; "3" is three o'clock before anything that has a 3 in it.
  const begun = found.some(({ label }) => folded(label).startsWith(folded(said)))
  return filled([{ heading: label, items: begun ? [...found, ...answers] : [...answers, ...found] }])
}

function sectionOf({ heading, people, find }: Source, said: string, later: Choice[]): MenuSection<Entry> {
  const here = people ? find(said) : ranked(said, find(said), textOf)
  const known = new Set(here.map(({ id }) => id))
  return { heading, items: [...here, ...later.filter(({ id }) => !known.has(id))].slice(0, MOST_FOUND) }
}

function textOf({ label, hint = '', words = '' }: Omit<Choice, 'run'>): string {
  return `${label} ${hint} ${words}`
}

function filled(sections: Sections): Sections {
  return sections.filter(({ items }) => items.length > 0)
}

const PAUSE_MS = 120

// What the server knows, once the person pauses.
function useLater(sources: Source[], people: boolean, said: string): ReadonlyMap<string, Choice[]> {
  const [found, setFound] = useState<{ said: string; by: ReadonlyMap<string, Choice[]> }>(NOTHING)
  const latest = useRef(sources)
  useEffect(() => {
    latest.current = sources
  })
  useEffect(() => {
    const asked = latest.current.filter((source) => source.later && (source.people || !people))
    if (said.trim() === '' || asked.length === 0) return
    const given = new AbortController()
    const timer = setTimeout(() => {
      for (const { heading, later } of asked)
        void later?.(said, given.signal).then((choices) => {
          if (given.signal.aborted) return
          setFound((before) => {
            const by = before.said === said ? before.by : NOTHING.by
            return { said, by: new Map([...by, [heading, choices]]) }
          })
        })
    }, PAUSE_MS)
    return () => {
      clearTimeout(timer)
      given.abort()
    }
  }, [said, people])
  return found.said === said ? found.by : NOTHING.by
}

const NOTHING: { said: string; by: ReadonlyMap<string, Choice[]> } = { said: '', by: new Map() }
