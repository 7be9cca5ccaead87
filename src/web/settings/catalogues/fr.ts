export const files = import.meta.glob(
  [
    '../locales/fr.json',
    '../../../features/{access,api-key,audit,call,connection,consent,contact,draft,handset,invitation,notification,onboarding,sign-in,tag,team,workspace}/locales/fr.json',
  ],
  { eager: true, import: 'default' },
)
