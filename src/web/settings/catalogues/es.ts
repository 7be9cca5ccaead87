export const files = import.meta.glob(
  ['../locales/es.json', '../../../features/{access,api-key,audit}/locales/es.json'],
  { eager: true, import: 'default' },
)
