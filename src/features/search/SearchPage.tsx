import { CircleAlert, CloudOff, Search as SearchIcon, SearchX, X } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useConnectionState } from '#sync/sync.tsx'
import { Button, IconButton } from '#ui/Button.tsx'
import { EmptyState } from '#ui/EmptyState.tsx'
import { navigate, usePlace } from '#ui/navigation.tsx'
import { SkeletonRows } from '#ui/Skeleton.tsx'
import { useTitle } from '#ui/title.tsx'
import { optionId } from '#ui/VirtualList.tsx'
import { FilterChips, FilterHints } from './FilterChips.tsx'
import { useOpenFound } from './open-found.tsx'
import { pathOfSearch, searchIn } from './paths.ts'
import { choicesOf } from './results.ts'
import { RESULTS, SearchResults } from './SearchResults.tsx'
import { LONGEST_SEARCH } from './search.api.ts'
import { type Search, useSearch } from './search-hooks.tsx'

/** Finding contacts, numbers and what was said. What is typed is in the address: going back comes back to it. */
export function SearchPage() {
  const t = useTranslations('search')
  const text = usePlace(({ search }) => searchIn(search))
  const search = useSearch(text)
  const choices = choicesOf(search.found)
  const [pointed, point] = useState<string>()
  const active = choices.find(({ id }) => id === pointed) ?? choices[0]
  const open = useOpenFound()
  const inputRef = useRef<HTMLInputElement>(null)
  useTitle(text === '' ? t('title') : t('titleOf', { text }))
  useEffect(() => inputRef.current?.focus(), [])

  return (
    <section aria-label={t('title')} className="flex h-full flex-col bg-surface">
      <h1 className="unseen">{t('title')}</h1>
      <search className="block shrink-0 border-b border-line has-[input:focus-visible]:border-accent phone:safe-top">
        <div className="mx-auto flex h-13 max-w-3xl items-center gap-2 px-4 phone:h-14">
          <SearchIcon aria-hidden="true" className="size-4.5 shrink-0 text-muted" />
          <input
            ref={inputRef}
            type="search"
            role="combobox"
            aria-label={t('field')}
            aria-expanded={choices.length > 0}
            aria-controls={RESULTS}
            aria-autocomplete="list"
            aria-activedescendant={active && optionId(active.id)}
            placeholder={t('placeholder')}
            value={text}
            maxLength={LONGEST_SEARCH}
            autoCapitalize="off"
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => write(event.target.value)}
            onKeyDown={press}
            className="h-full min-w-0 flex-1 bg-transparent text-lg text-ink outline-none placeholder:text-faint [&::-webkit-search-cancel-button]:hidden"
          />
          {text !== '' && (
            <IconButton label={t('clear')} onClick={() => write('')}>
              <X aria-hidden="true" className="size-4" />
            </IconButton>
          )}
        </div>
        <FilterChips text={text} filters={search.filters} onChange={write} />
      </search>
      <div className="relative min-h-0 flex-1 overflow-y-auto overscroll-contain">
        <Body search={search} onHint={(hint) => write(`${text} ${hint}`.trimStart())}>
          {search.found && (
            <SearchResults
              found={search.found}
              activeId={active?.id}
              onPoint={point}
              onOpen={open}
              onMore={search.more}
            />
          )}
        </Body>
      </div>
      <p aria-live="polite" className="unseen">
        {search.found && !search.waiting && t('count', { count: choices.length })}
      </p>
    </section>
  )

  function write(next: string): void {
    navigate(pathOfSearch(next), { passing: true })
    point(undefined)
    inputRef.current?.focus()
  }

  function press(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown') step(1)
    else if (event.key === 'ArrowUp') step(-1)
    else if (event.key === 'Enter' && active) open(active)
    else if (event.key === 'Escape' && text !== '') write('')
    else return
    event.preventDefault()
  }

  function step(by: 1 | -1): void {
    const at = active ? choices.indexOf(active) : -1
    const next = choices[Math.max(0, Math.min(choices.length - 1, at + by))]
    if (!next) return
    point(next.id)
    document.getElementById(optionId(next.id))?.scrollIntoView({ block: 'nearest' })
  }
}

type BodyProps = { search: Search; onHint(hint: string): void; children: ReactNode }

function Body({ search, onHint, children }: BodyProps) {
  const t = useTranslations('search')
  const offline = useConnectionState() !== 'live'
  const { found, waiting, problem, asked, filters } = search
  const unknown = filters.some(({ part }) => part === undefined)
  if (problem)
    return (
      <Middle>
        <EmptyState
          icon={<CircleAlert />}
          title={t('failed')}
          action={<Button onClick={search.again}>{t('tryAgain')}</Button>}
        />
      </Middle>
    )
  if (unknown) return <Nothing title={t('unknown.title')} text={t('unknown.text')} />
  if (!asked)
    return (
      <Middle>
        <EmptyState
          icon={<SearchIcon />}
          title={t('empty.title')}
          text={t('empty.text')}
          action={<FilterHints onHint={onHint} />}
        />
      </Middle>
    )
  if (waiting && offline && !found)
    return (
      <Middle>
        <EmptyState icon={<CloudOff />} title={t('offline.title')} text={t('offline.text')} />
      </Middle>
    )
  if (!found) return <SkeletonRows />
  const none = choicesOf(found).length === 0 && found.next === null
  return none && !waiting ? <Nothing title={t('none.title')} text={t('none.text')} /> : children
}

function Nothing({ title, text }: { title: string; text: string }) {
  return (
    <Middle>
      <EmptyState icon={<SearchX />} title={title} text={text} />
    </Middle>
  )
}

function Middle({ children }: { children: ReactNode }) {
  return <div className="absolute inset-0 grid place-items-center">{children}</div>
}
