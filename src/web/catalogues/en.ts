export const files = import.meta.glob('../../{ui,web,features/*}/locales/en.json', {
  eager: true,
  import: 'default',
})
