/** What is known of where a request comes from. */
export interface Origin {
  readonly remoteAddress: string | undefined;
  readonly host: string | undefined;
  readonly forwarded: string | undefined;
}

const loopbackAddress = /^(::ffff:)?127\.\d+\.\d+\.\d+$|^::1$/;
const loopbackHost = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/**
 * True where the caller is a program on this machine that speaks to this machine by name. A forwarded request may come
 * from anywhere, and a Host of another name is a page of that name reaching in (DNS rebinding): both are not.
 */
export const isFromLoopback = ({ remoteAddress = '', host = '', forwarded }: Origin): boolean =>
  loopbackAddress.test(remoteAddress) && loopbackHost.test(host) && forwarded === undefined;
