import { Check, Copy } from 'lucide-react'
import { useId, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from './Button.tsx'

/** A text that is to be taken somewhere else. */
export function CopyField({ label, value }: { label: string; value: string }) {
  const t = useTranslations('ui')
  const id = useId()
  const [copied, setCopied] = useState(false)
  const Icon = copied ? Check : Copy
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <div className="flex gap-2">
        <input
          id={id}
          value={value}
          readOnly
          onFocus={({ target }) => target.select()}
          className="h-9 min-w-0 flex-1 rounded-md border border-edge bg-sunken px-3 font-mono text-sm phone:h-11"
        />
        <Button className="h-9 phone:h-11" onClick={copy}>
          <Icon aria-hidden="true" className="size-4" />
          <span aria-live="polite">{copied ? t('copied') : t('copy')}</span>
        </Button>
      </div>
    </div>
  )

  function copy(): void {
    void navigator.clipboard.writeText(value).then(() => setCopied(true))
  }
}
