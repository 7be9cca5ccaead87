export const files = import.meta.glob('../../{ui,web,features/*}/locales/es.json', {
  eager: true,
  import: 'default',
})
