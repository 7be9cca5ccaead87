export const files = import.meta.glob(
  [
    '../../{ui,web,features/*}/locales/es.json',
    // What is only seen in the settings, or after the first screen, comes with them: ../settings/catalogues
    '!../../features/{access,api-key,audit,call,consent,contact,draft,handset,invitation,notification,onboarding,sign-in,tag,team}/**',
  ],
  { eager: true, import: 'default' },
)
