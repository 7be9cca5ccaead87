import { type ReactNode, use } from 'react'
import { IntlProvider, useLocale, useMessages, useTimeZone } from 'use-intl'
import { languageOf } from '../i18n.tsx'
import { loadMoreTexts } from './more-texts.ts'

/** Below it are the texts, too, that are no part of the first screen. */
export function MoreTexts({ children }: { children: ReactNode }) {
  const locale = useLocale()
  const more = use(loadMoreTexts(languageOf(locale)))
  const messages = { ...useMessages(), ...more }
  const timeZone = useTimeZone()
  return (
    <IntlProvider locale={locale} messages={messages} {...(timeZone ? { timeZone } : {})}>
      {children}
    </IntlProvider>
  )
}
