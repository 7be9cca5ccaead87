export const files = import.meta.glob(
  [
    '../locales/fr.json',
    '../../../features/{access,api-key,audit,call,connection,handset,invitation,notification,onboarding,sign-in,team,workspace}/locales/fr.json',
  ],
  { eager: true, import: 'default' },
)
