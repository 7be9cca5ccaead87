import type { AbstractIntlMessages } from 'use-intl'
import { persistently } from '#ui/lazily.tsx'
import { gather, type Language } from '../i18n.tsx'

const LOADERS = {
  en: () => import('./catalogues/en.ts'),
  es: () => import('./catalogues/es.ts'),
  fr: () => import('./catalogues/fr.ts'),
}

const here = new Map<Language, AbstractIntlMessages>()

/** The texts of what is only seen in the settings, if they have come. */
export function moreTexts(language: Language): AbstractIntlMessages | undefined {
  return here.get(language)
}

/** Brings them, however long the server cannot be reached. */
export async function loadMoreTexts(language: Language): Promise<void> {
  if (here.has(language)) return
  const { files } = await persistently(LOADERS[language])
  here.set(language, gather(files, 'settings'))
}
