/** Work for which one waits as for any other, and which is done together with what others ask for meanwhile. */
export type Batches<T> = (key: string, item: T) => Promise<void>

type Waiting<T> = { item: T; done: () => void; failed: (reason: unknown) => void }

/**
 * What is asked for while a batch of the same key is under way waits, and goes together in the next one, in its order.
 * When a batch fails, each of its items is tried alone: one that cannot be done does not hold up the others.
 */
export function inBatches<T>(largest: number, work: (key: string, items: T[]) => Promise<void>): Batches<T> {
  const queues = new Map<string, Waiting<T>[]>()
  return (key, item) =>
    new Promise((done, failed) => {
      const queue = queues.get(key)
      if (queue) queue.push({ item, done, failed })
      else {
        const started = [{ item, done, failed }]
        queues.set(key, started)
        void drain(key, started)
      }
    })

  async function drain(key: string, queue: Waiting<T>[]): Promise<void> {
    while (queue.length > 0) await settle(key, queue.splice(0, largest))
    queues.delete(key)
  }

  async function settle(key: string, batch: Waiting<T>[]): Promise<void> {
    try {
      await work(
        key,
        batch.map(({ item }) => item),
      )
      for (const { done } of batch) done()
    } catch (reason) {
      if (batch.length === 1) batch[0]?.failed(reason)
      else for (const one of batch) await settle(key, [one])
    }
  }
}
