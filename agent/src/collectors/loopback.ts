/** Whether a URL's host is this machine itself: `localhost`, 127.0.0.0/8 or ::1, as the URL parser writes them. */
export const isLoopback = ({ hostname }: URL): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
