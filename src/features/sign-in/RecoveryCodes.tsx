import { Copy, Download } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '#ui/Button.tsx'

/** Shown this once: whoever loses the authenticator comes in with one of them. */
export function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone(): void }) {
  const t = useTranslations('sign-in')
  const [copied, setCopied] = useState(false)
  const text = `${codes.join('\n')}\n`
  return (
    <div className="flex flex-col gap-4">
      <p className="text-muted">{t('recoveryCodes.text')}</p>
      <ul
        aria-label={t('recoveryCodes.title')}
        className="grid justify-center gap-y-1 rounded-md bg-sunken p-4 font-mono text-sm"
      >
        {codes.map((code) => (
          <li key={code} className="select-all">
            {code}
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}>
          <Copy aria-hidden="true" className="size-4" />
          {copied ? t('copied') : t('copy')}
        </Button>
        <Button onClick={() => download(text)}>
          <Download aria-hidden="true" className="size-4" />
          {t('recoveryCodes.download')}
        </Button>
      </div>
      <Button look="primary" className="h-9" onClick={onDone}>
        {t('recoveryCodes.done')}
      </Button>
    </div>
  )
}

function download(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = url
  link.download = 'centralita-recovery-codes.txt'
  link.click()
  URL.revokeObjectURL(url)
}
