import type { AbstractIntlMessages } from 'use-intl'
import { gather, type Language } from '../i18n.tsx'

const LOADERS = {
  en: () => import('./catalogues/en.ts'),
  es: () => import('./catalogues/es.ts'),
  fr: () => import('./catalogues/fr.ts'),
}

const loaded = new Map<Language, Promise<AbstractIntlMessages>>()

/** The texts of what is only seen in the settings. */
export function loadMoreTexts(language: Language): Promise<AbstractIntlMessages> {
  const known = loaded.get(language) ?? LOADERS[language]().then(({ files }) => gather(files, 'settings'))
  loaded.set(language, known)
  // The server may be back when it is asked for the next time.
  known.catch(() => loaded.delete(language))
  return known
}
