import { BatteryFull, Signal, Wifi } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { lazily } from '#ui/lazily.tsx'
import { Select } from '#ui/Select.tsx'
import { useNow, useWhen } from '#ui/When.tsx'
import { HandsetComposer } from './HandsetComposer.tsx'
import { HandsetMessages } from './HandsetMessages.tsx'
import type { HandsetCustomer, HandsetLine, Handset as Known } from './handset.api.ts'
import { useHandsetThread } from './handset-thread.tsx'

const Call = lazily(() => import('./HandsetCall.tsx').then((module) => module.HandsetCall))

/** One customer's phone. Who holds it and whom they text can be chosen. */
export function Handset({
  known,
  customer: first,
  line: firstLine,
}: {
  known: Known
  customer: HandsetCustomer
  line: HandsetLine
}) {
  const t = useTranslations('handset')
  const [customer, setCustomer] = useState(first)
  const [line, setLine] = useState(firstLine)
  const { messages, send, signals } = useHandsetThread({ line: line.id, number: customer.number })
  return (
    <section
      aria-label={t('handset', { name: customer.name })}
      className="flex w-full max-w-88 flex-col items-center gap-3"
    >
      <Choice
        label={t('customer')}
        value={customer.number}
        options={known.customers.map(({ name, number, fails }) => [
          number,
          fails ? t('failing', { name }) : name,
        ])}
        onChange={(number) => setCustomer(known.customers.find((one) => one.number === number) ?? customer)}
      />
      <Frame>
        <header className="border-b border-line px-12 pb-2.5 text-center">
          <Select
            aria-label={t('to')}
            value={line.id}
            onChange={(event) => setLine(known.lines.find(({ id }) => id === event.target.value) ?? line)}
            className="h-8 rounded-md text-base font-strong hover:bg-hover phone:h-11"
          >
            {known.lines.map(({ id, inbox }) => (
              <option key={id} value={id}>
                {inbox}
              </option>
            ))}
          </Select>
          <p className="tabular text-xs text-muted">{line.display}</p>
          <Call.Component line={line} number={customer.number} lines={known.lines} signals={signals} />
        </header>
        <HandsetMessages
          threadId={`${line.id} ${customer.number}`}
          messages={messages}
          fails={customer.fails}
        />
        <HandsetComposer onSend={send} />
      </Frame>
    </section>
  )
}

function Choice(props: {
  label: string
  value: string
  options: [string, string][]
  onChange(value: string): void
}) {
  const { label, value, options, onChange } = props
  return (
    <label className="flex w-full flex-col gap-1 px-2 text-xs text-muted">
      {label}
      <Select
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-9 w-full rounded-md border border-edge bg-surface text-sm font-medium phone:h-11"
      >
        {options.map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
    </label>
  )
}

function Frame({ children }: { children: ReactNode }) {
  const when = useWhen()
  const now = useNow()
  return (
    <div className="flex h-[min(42rem,calc(100dvh-12rem))] min-h-96 phone:h-[calc(100dvh-11rem)] w-full rounded-[2.75rem] bg-bezel p-2.5 shadow-modal">
      <div className="relative flex min-w-0 flex-1 flex-col overflow-hidden rounded-[2.2rem] bg-surface">
        <div
          aria-hidden="true"
          className="grid shrink-0 grid-cols-3 items-center px-6 pt-3 pb-2 text-xs font-strong"
        >
          <span className="tabular">{when.clock(now)}</span>
          <span className="mx-auto h-5 w-20 rounded-full bg-bezel" />
          <span className="flex justify-end gap-1 [&_svg]:size-3.5">
            <Signal />
            <Wifi />
            <BatteryFull />
          </span>
        </div>
        {children}
      </div>
    </div>
  )
}
