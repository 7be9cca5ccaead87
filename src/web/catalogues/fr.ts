export const files = import.meta.glob('../../{ui,web,features/*}/locales/fr.json', {
  eager: true,
  import: 'default',
})
