export const files = import.meta.glob(
  ['../locales/en.json', '../../../features/{access,api-key,audit}/locales/en.json'],
  { eager: true, import: 'default' },
)
