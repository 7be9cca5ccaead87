export const files = import.meta.glob(
  [
    '../locales/es.json',
    '../../../features/{access,api-key,audit,call,connection,handset,invitation,notification,onboarding,sign-in,team,workspace}/locales/es.json',
  ],
  { eager: true, import: 'default' },
)
