export const files = import.meta.glob(
  [
    '../locales/en.json',
    '../../../features/{access,api-key,audit,call,connection,consent,contact,draft,handset,invitation,notification,onboarding,sign-in,tag,team,workspace}/locales/en.json',
  ],
  { eager: true, import: 'default' },
)
