export const files = import.meta.glob(
  [
    '../../{ui,web,features/*}/locales/es.json',
    // What is only seen in the settings, or after the first screen, comes with them: ../settings/catalogues
    '!../../features/{access,api-key,audit,call,handset,invitation,notification,onboarding,sign-in,team}/**',
  ],
  { eager: true, import: 'default' },
)
