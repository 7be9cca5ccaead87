import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { IntlProvider, useLocale, useMessages, useTimeZone } from 'use-intl'
import { languageOf } from '../i18n.tsx'
import { loadMoreTexts, moreTexts } from './more-texts.ts'

/** Below it are the texts, too, that are no part of the first screen. */
export function MoreTexts({ children }: { children: ReactNode }) {
  const locale = useLocale()
  const language = languageOf(locale)
  const [shown, show] = useState(() => moreTexts(language))
  useEffect(() => {
    let left = false
    void loadMoreTexts(language).then(() => left || show(moreTexts(language)))
    return () => {
      left = true
    }
  }, [language])
  const first = useMessages()
  const messages = useMemo(() => ({ ...first, ...shown }), [first, shown])
  const timeZone = useTimeZone()
  if (!shown) return null
  return (
    <IntlProvider locale={locale} messages={messages} {...(timeZone ? { timeZone } : {})}>
      {children}
    </IntlProvider>
  )
}
