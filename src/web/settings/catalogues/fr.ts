export const files = import.meta.glob(
  ['../locales/fr.json', '../../../features/{access,api-key,audit,notification}/locales/fr.json'],
  { eager: true, import: 'default' },
)
