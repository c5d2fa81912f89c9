// For `node --import`: the process runs as it is, but its clocks run `rate` times as fast since `origin`.
const [origin = 0, rate = 1] = (process.env["FAST_CLOCK"] ?? "").split(" ").map(Number);
const [now, monotonic] = [Date.now, performance.now.bind(performance)];

Date.now = () => Math.floor(origin + (now() - origin) * rate);
performance.now = () => monotonic() * rate;
