/** A statement with its parameters. `Row` is what it answers; `npm run check` prepares every one against the schema. */
export type Statement<Row> = { text: string; name: string; values: unknown[]; row?: Row }

const named = new Map<string, string>()

/** `sql<Row>\`select … where id = ${id}\``: each value becomes a parameter, each text one prepared statement. */
export function sql<Row = never>(parts: TemplateStringsArray, ...values: unknown[]): Statement<Row> {
  return statement(textOf(parts), values)
}

/** A statement whose text was put together by code. Only for texts made of our own names, never of input. */
export function statement<Row>(text: string, values: unknown[]): Statement<Row> {
  return { text, name: nameOf(text), values }
}

const texts = new WeakMap<TemplateStringsArray, string>()

function textOf(parts: TemplateStringsArray): string {
  let text = texts.get(parts)
  if (text === undefined) {
    text = parts.reduce((before, part, index) => `${before}$${index}${part}`)
    texts.set(parts, text)
  }
  return text
}

function nameOf(text: string): string {
  let name = named.get(text)
  if (name === undefined) {
    name = `s${named.size}`
    named.set(text, name)
  }
  return name
}
