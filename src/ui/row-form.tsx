import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import {
  drafted,
  overtaken,
  settled,
  UNTOUCHED,
  wantedOf,
  withChanges,
  withKept,
  without,
} from '#kit/draft.ts'
import type { Problem, Result } from '#kit/result.ts'
import { useProblemText } from './problem-text.tsx'
import { toasts } from './toasts.ts'

/** A form over a row that others change too. */
export type RowForm<Row> = {
  /** The row as the form shows it. */
  shown: Row
  change(changes: Partial<Row>): void
  /** Fields touched here that somebody else has changed meanwhile; `yield` lets theirs stand. */
  overtaken: string[]
  yield(): void
  busy: boolean
  /** Why it was refused. What was typed stays. */
  problem: string | undefined
  submit(event: FormEvent): void
}

type Saving<Row> = {
  /** Answers when the server has: `changes` is what was touched here, `whole` the row with it. */
  send(changes: Partial<Row>, whole: Row): Promise<Result<unknown>>
  /** What was typed, as it is kept. */
  tidy?(changes: Partial<Row>): Partial<Row>
  said?: string
  problemText?: (problem: Problem) => string
}

/** Only what was touched here is sent; the rest follows the row. It is saved when the server has taken it. */
export function useRowForm<Row extends object>(
  row: Row,
  { send, tidy, ...words }: Saving<Row>,
): RowForm<Row> {
  const t = useTranslations('settings')
  const ownWords = useProblemText()
  const [draft, setDraft] = useState(UNTOUCHED)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const now = settled(draft, row)
  // What the row has come to be is not touched any more, whatever becomes of it.
  if (now !== draft) setDraft(now)
  const others = overtaken(now, row)
  return {
    shown: drafted(row, now),
    change: (changes) => setDraft((latest) => withChanges(latest, row, changes)),
    overtaken: others,
    yield: () => setDraft((latest) => without(latest, others)),
    ...{ busy, problem },
    submit: (event) => void submit(event),
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    const wanted = wantedOf<Row>(now)
    const changes = tidy ? tidy(wanted) : wanted
    const sent = withChanges(now, row, changes)
    setDraft(sent)
    setProblem(undefined)
    if (sent.size > 0) {
      setBusy(true)
      const result = await send(wantedOf<Row>(sent), drafted(row, sent))
      setBusy(false)
      const { problemText = ownWords } = words
      if (!result.ok) return setProblem(problemText(result.error))
      setDraft((latest) => withKept(latest, row, changes))
    }
    toasts.say(words.said ?? t('form.saved'))
  }
}
