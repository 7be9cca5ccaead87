export const files = import.meta.glob(
  [
    '../../{ui,web,features/*}/locales/es.json',
    // What is only seen in the settings comes with them: ../settings/catalogues
    '!../../features/{access,api-key,audit}/**',
  ],
  { eager: true, import: 'default' },
)
