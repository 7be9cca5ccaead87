/** Where rows will be, when they take longer than a moment. */
export function SkeletonRows({ count = 8 }: { count?: number }) {
  return (
    <div aria-hidden="true" className="late absolute inset-0 overflow-hidden">
      {Array.from({ length: count }, (_, index) => (
        <div key={index} className="flex h-16 flex-col justify-center gap-2 pr-4 pl-8">
          <Bar width={index % 2 === 0 ? 'w-32' : 'w-24'} />
          <Bar width={index % 3 === 0 ? 'w-56' : 'w-44'} />
        </div>
      ))}
    </div>
  )
}

/** Where a thread will be. */
export function SkeletonBubbles() {
  return (
    <div aria-hidden="true" className="late flex flex-col gap-3 py-3">
      {['w-52', 'w-72', 'w-40 self-end', 'w-60', 'w-64 self-end'].map((shape) => (
        <div key={shape} className={`h-9 rounded-xl bg-sunken ${shape}`} />
      ))}
    </div>
  )
}

function Bar({ width }: { width: string }) {
  return <div className={`h-2.5 rounded-full bg-sunken ${width}`} />
}
