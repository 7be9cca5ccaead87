export const files = import.meta.glob(
  ['../locales/en.json', '../../../features/{access,api-key,audit,notification}/locales/en.json'],
  { eager: true, import: 'default' },
)
