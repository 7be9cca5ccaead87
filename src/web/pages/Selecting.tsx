import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ConversationAct, Deed } from '#features/conversation/conversation-actions.tsx'
import { type ConversationList, useConversationList } from '#features/conversation/conversation-list.tsx'
import type { ListFilter } from '#features/conversation/list.ts'
import { MOST_SELECTED } from '#features/conversation/selection.ts'
import { type Marks, markedIds } from '#features/conversation/selection-hooks.tsx'
import { useCounts } from '#features/conversation/unread-counts.tsx'
import { useSync } from '#sync/sync.tsx'
import { lazily } from '#ui/lazily.tsx'

const Bar = lazily(() =>
  import('#features/conversation/SelectionBar.tsx').then((module) => module.SelectionBar),
)

type Props = {
  filter: ListFilter
  marks: Marks
  acts: readonly ConversationAct[]
  onDeed(deed: Deed): void
}

/** The bar over the list while something in it is marked, and what is said of it aloud. */
export function Selecting({ filter, marks, acts, onDeed }: Props) {
  const t = useTranslations('conversation')
  const list = useConversationList(filter)
  const { ids, window } = list
  const { open } = useCounts(filter.inboxId)
  const [fetching, markAll] = useAll(marks, list)
  const count = marks.ids.length
  const whole = filter.shelf === 'open' && Object.keys(filter).length <= 2 ? open : 0
  const complete = count >= MOST_SELECTED || (count === ids.length && !window.more)
  return (
    <>
      {/* Always there: a screen reader notices what comes into it. */}
      <p aria-live="polite" className="unseen">
        {count > 0 && t('selection.count', { count })}
      </p>
      {count > 0 && (
        <Bar.Component
          count={count}
          acts={acts}
          onDeed={onDeed}
          total={complete || fetching ? undefined : window.more ? whole : ids.length}
          fetching={fetching}
          onAll={markAll}
          onClear={marks.clear}
        />
      )}
    </>
  )
}

// All of a list means also what this browser does not hold yet: it is fetched page by page.
function useAll(marks: Marks, { key, view, load }: ConversationList): [boolean, () => void] {
  const { windows } = useSync()
  const [fetching, setFetching] = useState(false)
  return [fetching, () => void markAll()]

  async function markAll(): Promise<void> {
    setFetching(true)
    while (markedIds().size > 0 && windows.get(key).more && view.ids().length < MOST_SELECTED) {
      const loaded = nextPage()
      load()
      if (!(await loaded)) break
    }
    setFetching(false)
    if (markedIds().size > 0) marks.all(view.ids())
  }

  function nextPage(): Promise<boolean> {
    return new Promise((resolve) => {
      const stop = windows.subscribe(key, () => {
        const { loading, problem } = windows.get(key)
        if (loading) return
        stop()
        resolve(problem === undefined)
      })
    })
  }
}
