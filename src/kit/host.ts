const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\]|::1)$/i

/** Whether a host name (of a URL, or of a Host header with its port cut off) means this very machine. */
export function isLoopbackHost(host: string): boolean {
  return LOOPBACK.test(host)
}
