export const files = import.meta.glob(
  ['../locales/es.json', '../../../features/{access,api-key,audit,notification}/locales/es.json'],
  { eager: true, import: 'default' },
)
