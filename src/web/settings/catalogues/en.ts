export const files = import.meta.glob(
  [
    '../locales/en.json',
    '../../../features/{access,api-key,audit,call,connection,handset,invitation,notification,onboarding,sign-in,team,workspace}/locales/en.json',
  ],
  { eager: true, import: 'default' },
)
