import { useId } from 'react'

/** Everything there is, or only some of it: null is everything. */
export function KeyLimit({
  legend,
  all,
  some,
  options,
  chosen,
  onChange,
}: {
  legend: string
  all: string
  some: string
  options: readonly { value: string; label: string }[]
  chosen: readonly string[] | null
  onChange(chosen: string[] | null): void
}) {
  const name = useId()
  const each = [
    { label: all, value: null },
    { label: some, value: [] },
  ]
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="pb-1.5 text-sm font-medium">{legend}</legend>
      {each.map(({ label, value }) => (
        <label key={label} className="flex items-center gap-2.5 phone:min-h-11">
          <input
            type="radio"
            name={name}
            checked={(chosen === null) === (value === null)}
            onChange={() => onChange(value)}
            className="size-4 accent-accent"
          />
          {label}
        </label>
      ))}
      {chosen !== null && (
        <div className="ml-6.5 grid grid-cols-2 gap-x-4 gap-y-2 phone:grid-cols-1 phone:gap-y-0">
          {options.map(({ value, label }) => (
            <label key={value} className="flex items-center gap-2.5 phone:min-h-11">
              <input
                type="checkbox"
                checked={chosen.includes(value)}
                onChange={({ target }) => toggle(chosen, value, target.checked)}
                className="size-4 accent-accent"
              />
              {label}
            </label>
          ))}
        </div>
      )}
    </fieldset>
  )

  function toggle(chosen: readonly string[], value: string, on: boolean): void {
    const others = chosen.filter((one) => one !== value)
    onChange(on ? [...others, value] : others)
  }
}
