import { MessagesSquare } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { EmptyState } from '#ui/EmptyState.tsx'
import { usePhone } from '#ui/media.tsx'
import { request } from '#ui/request.ts'
import { useTitle } from '#ui/title.tsx'
import { Handset } from './Handset.tsx'
import type { Handset as Known } from './handset.api.ts'

/** Customers' phones, to see from the other side what the team does. */
export function SandboxPage() {
  const t = useTranslations('handset')
  const known = useKnown()
  useTitle(t('title'))
  return (
    <main className="flex h-full flex-col overflow-y-auto bg-canvas">
      <header className="flex items-center gap-4 px-6 py-4 phone:px-4 phone:py-2">
        <div className="flex-1">
          <h1 className="text-lg font-strong">{t('title')}</h1>
          <p className="text-muted phone:unseen">{t('about')}</p>
        </div>
        <a
          href="/inbox"
          className="flex h-8 shrink-0 items-center rounded-md border border-edge bg-surface px-3 font-medium hover:bg-hover phone:h-11"
        >
          {t('inbox')}
        </a>
      </header>
      {known === 'nothing' && (
        <div className="grid flex-1 place-items-center">
          <EmptyState icon={<MessagesSquare />} title={t('none')} text={t('noneText')} />
        </div>
      )}
      {known && known !== 'nothing' && <Phones known={known} />}
    </main>
  )
}

function Phones({ known }: { known: Known }) {
  const phone = usePhone()
  const [line, otherLine = line] = known.lines
  if (!line || !otherLine) return null
  const [first, second, ...others] = known.customers
  const failing = others.findLast(({ fails }) => fails) ?? others[0]
  const held = [
    [first, line],
    [second, otherLine],
    [failing, line],
  ] as const
  return (
    <div className="flex flex-1 items-start justify-center gap-6 px-4 pb-8 max-wide:[&>*:nth-child(3)]:hidden">
      {held
        .slice(0, phone ? 1 : held.length)
        .map(([customer, at]) =>
          customer ? <Handset key={customer.number} known={known} customer={customer} line={at} /> : null,
        )}
    </div>
  )
}

function useKnown(): Known | 'nothing' | undefined {
  const [known, setKnown] = useState<Known | 'nothing'>()
  useEffect(() => {
    void request('/api/handset').then((result) => {
      // Our own server's answer, as its side of it says.
      const answer = result.ok ? (result.value as Known) : undefined
      setKnown(answer && answer.lines.length > 0 ? answer : 'nothing')
    })
  }, [])
  return known
}
