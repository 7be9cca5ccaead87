export const files = import.meta.glob(
  ['../locales/fr.json', '../../../features/{access,api-key,audit}/locales/fr.json'],
  { eager: true, import: 'default' },
)
